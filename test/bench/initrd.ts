/** An archive of files for Linux to start with, in cpio's new format (Linux, Documentation/driver-api/early-userspace/buffer-format.rst). */

const FOLDER = 0o040755;
const PROGRAM = 0o100755;
/** What headers with their names and contents are rounded up to, in bytes. */
const ALIGNMENT = 4;

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & (ALIGNMENT - 1))]);

function entry(inode: number, mode: number, path: string, bytes: Uint8Array = new Uint8Array()): Buffer {
  const name = Buffer.from(`${path}\0`);
  const [uid, gid, links, time, major, minor, deviceMajor, deviceMinor, checksum] = [0, 0, 1, 0, 0, 0, 0, 0, 0];
  const fields = [inode, mode, uid, gid, links, time, bytes.length, major, minor, deviceMajor, deviceMinor, name.length, checksum];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(bytes)]);
}

/**
 * Another archive, compressed or not, and behind it one with a folder of programs: Linux unpacks them one after the other.
 * @param folder its path from the root, without a slash before it
 * @param programs contents by name
 */
export function withPrograms(initrd: Uint8Array, folder: string, programs: ReadonlyMap<string, Uint8Array>): Buffer {
  const entries = [...programs].map(([name, bytes], index) => entry(index + 2, PROGRAM, `${folder}/${name}`, bytes));
  return Buffer.concat([padded(initrd), entry(1, FOLDER, folder), ...entries, entry(0, 0, 'TRAILER!!!')]);
}
