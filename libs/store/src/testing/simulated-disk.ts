import { dirname, basename } from 'node:path';
import { concat } from '../bytes.ts';
import type { FileSystem, OpenFile } from '../file/file-system.ts';

/** A file: what programs see, and what is on the medium. */
interface SimulatedFile {
  kind: 'file';
  bytes: Uint8Array;
  synced: Uint8Array;
}
interface SimulatedFolder {
  kind: 'folder';
  entries: Map<string, Inode>;
  synced: Map<string, Inode>;
}
type Inode = SimulatedFile | SimulatedFolder;

const newFolder = (): SimulatedFolder => ({ kind: 'folder', entries: new Map(), synced: new Map() });

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/**
 * A file system that forgets what was not synced when the power goes: names that a folder was given or lost, bytes that a file was given,
 * each perhaps, as `random` says.
 */
export class SimulatedDisk implements FileSystem {
  #root = newFolder();

  async makeFolder(path: string): Promise<void> {
    this.#free(path).set(basename(path), newFolder());
  }

  async create(path: string): Promise<OpenFile> {
    const file: SimulatedFile = { kind: 'file', bytes: new Uint8Array(), synced: new Uint8Array() };
    this.#free(path).set(basename(path), file);
    return openFile(file);
  }

  async open(path: string): Promise<OpenFile> {
    return openFile(this.#find(path));
  }

  async link(path: string, second: string): Promise<void> {
    const file = this.#find(path);
    this.#free(second).set(basename(second), file);
  }

  async rename(path: string, to: string): Promise<void> {
    const file = this.#find(path);
    const target = this.#folder(dirname(to)).entries;
    if (target.get(basename(to))?.kind === 'folder') throw failure('EISDIR');
    target.set(basename(to), file);
    this.#folder(dirname(path)).entries.delete(basename(path));
  }

  async unlink(path: string): Promise<void> {
    if (this.#find(path).kind === 'folder') throw failure('EISDIR');
    this.#folder(dirname(path)).entries.delete(basename(path));
  }

  async entries(path: string): ReturnType<FileSystem['entries']> {
    return [...this.#folder(path).entries].map(([name, { kind }]) => ({ name, isFolder: kind === 'folder' }));
  }

  async stat(path: string): ReturnType<FileSystem['stat']> {
    const file = this.#find(path);
    if (file.kind === 'folder') throw failure('EISDIR');
    return { size: file.bytes.length, modified: 0 };
  }

  /** Takes away a file or an empty folder. */
  async remove(path: string): Promise<void> {
    this.#folder(dirname(path)).entries.delete(basename(path));
  }

  /** The disk as it may be found when the power is back. */
  afterPowerLoss(random: () => number): SimulatedDisk {
    const disk = new SimulatedDisk();
    const known = new Map<Inode, Inode>();
    const found = surviving(this.#root, random, known);
    if (found.kind === 'folder') disk.#root = found;
    return disk;
  }

  #find(path: string): Inode {
    let inode: Inode = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (inode.kind === 'file') throw failure('ENOTDIR');
      const next: Inode | undefined = inode.entries.get(name);
      if (!next) throw failure('ENOENT');
      inode = next;
    }
    return inode;
  }

  #folder(path: string): SimulatedFolder {
    const inode = this.#find(path);
    if (inode.kind === 'file') throw failure('ENOTDIR');
    return inode;
  }

  /** The names of the folder that `path` is to be in, where nothing is yet. */
  #free(path: string): Map<string, Inode> {
    const { entries } = this.#folder(dirname(path));
    if (entries.has(basename(path))) throw failure('EEXIST');
    return entries;
  }
}

function surviving(inode: Inode, random: () => number, known: Map<Inode, Inode>): Inode {
  const done = known.get(inode);
  if (done) return done;
  if (inode.kind === 'file') {
    const bytes = inode.bytes === inode.synced ? inode.bytes : anyOf(inode, random);
    const file: SimulatedFile = { kind: 'file', bytes, synced: bytes };
    known.set(inode, file);
    return file;
  }
  const folder = newFolder();
  known.set(inode, folder);
  for (const name of new Set([...inode.entries.keys(), ...inode.synced.keys()])) {
    const [seen, synced] = [inode.entries.get(name), inode.synced.get(name)];
    const survivor = seen === synced || random() % 2 === 0 ? seen : synced;
    if (survivor) folder.entries.set(name, surviving(survivor, random, known));
  }
  folder.synced = new Map(folder.entries);
  return folder;
}

/** Of bytes that were not synced: none of them, all, some, or room for all with zeros in it. */
function anyOf({ bytes, synced }: SimulatedFile, random: () => number): Uint8Array {
  return [synced, bytes, bytes.slice(0, random() % (bytes.length + 1)), new Uint8Array(bytes.length)][random() % 4] ?? synced;
}

function openFile(inode: Inode): OpenFile {
  const file = (): SimulatedFile => {
    if (inode.kind === 'folder') throw failure('EISDIR');
    return inode;
  };
  return {
    size: async () => file().bytes.length,
    read: async (offset, into) => {
      const part = file().bytes.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
    append: async (bytes) => {
      const opened = file();
      opened.bytes = concat([opened.bytes, bytes]);
    },
    sync: async () => {
      if (inode.kind === 'file') inode.synced = inode.bytes;
      else inode.synced = new Map(inode.entries);
    },
    close: async () => undefined,
  };
}
