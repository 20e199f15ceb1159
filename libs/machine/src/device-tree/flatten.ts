import { alignUp, writeU32BE } from '@reprise/bits';
import { COMPATIBLE_VERSION, Header, HEADER_BYTES, MAGIC, RESERVATION_BYTES, Token, VERSION } from './format.ts';
import type { DeviceTree, DeviceTreeNode } from './node.ts';

/** Bytes that grow at their end. */
class Writer {
  #bytes = new Uint8Array(4096);
  length = 0;

  /** Makes room for `length` zero bytes and returns where they begin. */
  #reserve(length: number): number {
    const at = this.length;
    this.length += length;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(this.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  word(value: number): void {
    const at = this.#reserve(4);
    writeU32BE(this.#bytes, at, value);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Text with a NUL. */
  text(text: string): void {
    this.bytes(new TextEncoder().encode(`${text}\0`));
  }

  align(to: number): void {
    this.#reserve(alignUp(this.length, to) - this.length);
  }

  result(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}

/** The strings block: each property name once. */
class Strings extends Writer {
  readonly #offsets = new Map<string, number>();

  offsetOf(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.length;
    this.#offsets.set(name, offset);
    this.text(name);
    return offset;
  }
}

function writeNode(node: DeviceTreeNode, structure: Writer, strings: Strings): void {
  structure.word(Token.BEGIN_NODE);
  structure.text(node.name);
  structure.align(4);
  for (const [name, value] of node.properties) {
    structure.word(Token.PROPERTY);
    structure.word(value.length);
    structure.word(strings.offsetOf(name));
    structure.bytes(value);
    structure.align(4);
  }
  for (const child of node.children) writeNode(child, structure, strings);
  structure.word(Token.END_NODE);
}

/** The bytes of a tree as firmware and kernels take it: header, reservations, structure, strings. */
export function flattenDeviceTree(tree: DeviceTree): Uint8Array {
  const structure = new Writer();
  const strings = new Strings();
  writeNode(tree.root, structure, strings);
  structure.word(Token.END);
  const structOffset = HEADER_BYTES + (tree.reservations.length + 1) * RESERVATION_BYTES;
  const stringsOffset = structOffset + structure.length;
  const bytes = new Uint8Array(stringsOffset + strings.length);
  const header: readonly (readonly [number, number])[] = [
    [Header.MAGIC, MAGIC],
    [Header.TOTAL_SIZE, bytes.length],
    [Header.STRUCT_OFFSET, structOffset],
    [Header.STRINGS_OFFSET, stringsOffset],
    [Header.RESERVATIONS_OFFSET, HEADER_BYTES],
    [Header.VERSION, VERSION],
    [Header.COMPATIBLE_VERSION, COMPATIBLE_VERSION],
    [Header.BOOT_CPU, tree.bootCpu],
    [Header.STRINGS_SIZE, strings.length],
    [Header.STRUCT_SIZE, structure.length],
  ];
  for (const [at, value] of header) writeU32BE(bytes, at, value);
  const view = new DataView(bytes.buffer);
  tree.reservations.forEach(([address, size], index) => {
    view.setBigUint64(HEADER_BYTES + index * RESERVATION_BYTES, address);
    view.setBigUint64(HEADER_BYTES + index * RESERVATION_BYTES + 8, size);
  });
  bytes.set(structure.result(), structOffset);
  bytes.set(strings.result(), stringsOffset);
  return bytes;
}
