/** A file of an archive. */
export interface ArchiveFile {
  /** Without a leading slash. */
  readonly path: string;
  /** Type and permissions, as in stat. */
  readonly mode: number;
  readonly bytes: Uint8Array;
}

const MAGIC = '070701';
const TRAILER: ArchiveFile = { path: 'TRAILER!!!', mode: 0, bytes: new Uint8Array(0) };

const padding = (length: number): number => -length & 3;

/**
 * A cpio archive in the "newc" format: what the kernel unpacks as an initramfs (Linux, Documentation/driver-api/early-userspace/
 * buffer-format.rst). Owned by root, times zero, so that the same files give the same bytes.
 */
export function newcArchive(files: readonly ArchiveFile[]): Uint8Array {
  return Buffer.concat([...files, TRAILER].flatMap((file, index) => entry(file, index + 1)));
}

function entry({ path, mode, bytes }: ArchiveFile, inode: number): Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  //              ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [inode, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join(''));
  return [header, name, Buffer.alloc(padding(header.length + name.length)), bytes, Buffer.alloc(padding(bytes.length))];
}
