import type { ProgramFile } from '../symbols/program-file.ts';
import { bytesOf, numberOf } from './hex.ts';
import { PACKET_BYTES } from './packets.ts';

/** File-I/O's numbers for errors ("Debugging with GDB", E.13.9.2). */
const Errno = { NO_ENTRY: 2, BAD_DESCRIPTOR: 9, INVALID: 22 } as const;
const DESCRIPTOR = 3;
const REGULAR_READ_ONLY = 0o100444;

/** How gdb names the file: at the root of the target's file system. */
export const programPath = ({ name }: ProgramFile): string => `/${name}`;

/** Lets gdb read one file: `vFile:` packets ("Debugging with GDB", E.7). There is no other file, and nothing is written. */
export class ServedFile {
  readonly #file: ProgramFile | undefined;
  #open: Uint8Array | undefined;

  constructor(file: ProgramFile | undefined) {
    this.#file = file;
  }

  /** Answers a request without its `vFile:`. */
  async answer(request: string): Promise<string> {
    const [, operation = '', operands = ''] = /^(\w+):(.*)$/s.exec(request) ?? [];
    const [first = '', second, third] = operands.split(',');
    switch (operation) {
      case 'setfs':
        return 'F0';
      case 'open':
        return this.#openFile(first);
      case 'readlink':
        return failure(Errno.INVALID);
    }
    if (operation !== 'close' && operation !== 'fstat' && operation !== 'pread') return '';
    const content = this.#open;
    if (!content || numberOf(first) !== BigInt(DESCRIPTOR)) return failure(Errno.BAD_DESCRIPTOR);
    if (operation === 'fstat') return attached(status(content.length));
    if (operation === 'pread') return read(content, numberOf(second), numberOf(third));
    this.#open = undefined;
    return 'F0';
  }

  async #openFile(hex: string): Promise<string> {
    const name = bytesOf(hex);
    if (!this.#file || !name || new TextDecoder().decode(name) !== programPath(this.#file)) return failure(Errno.NO_ENTRY);
    this.#open = await this.#file.read();
    return `F${DESCRIPTOR}`;
  }
}

const failure = (errno: number): string => `F-1,${errno.toString(16)}`;

/** A result that is so many bytes, and the bytes. */
const attached = (bytes: Uint8Array): string => `F${bytes.length.toString(16)};${Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')}`;

function read(content: Uint8Array, count: bigint | undefined, offset: bigint | undefined): string {
  if (count === undefined || offset === undefined) return failure(Errno.INVALID);
  const from = Math.min(Number(offset), content.length);
  return attached(content.subarray(from, from + Math.min(Number(count), PACKET_BYTES / 2)));
}

/** `struct stat` as the protocol has it (E.13.9.5): big-endian, 64 bytes. */
function status(size: number): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, REGULAR_READ_ONLY);
  view.setUint32(12, 1); // links
  view.setBigUint64(28, BigInt(size));
  view.setBigUint64(36, 512n); // block size
  view.setBigUint64(44, BigInt(Math.ceil(size / 512)));
  return bytes;
}
