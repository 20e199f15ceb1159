import { alignUp, formatSize, hex, readU32BE } from '@reprise/bits';
import { Header, HEADER_BYTES, MAGIC, MAX_TREE_BYTES, MAX_TREE_DEPTH, RESERVATION_BYTES, Token, VERSION } from './format.ts';
import { type DeviceTree, DeviceTreeError, DeviceTreeNode } from './node.ts';

interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * The tree in the bytes of a flattened one, which may come from anywhere: every offset and length is checked before it is
 * followed. Bytes after the tree's own size are not looked at.
 * @throws DeviceTreeError
 */
export function unflattenDeviceTree(bytes: Uint8Array): DeviceTree {
  if (bytes.length < HEADER_BYTES) throw new DeviceTreeError(`${bytes.length} bytes are too few for a device tree`);
  const field = (at: number): number => readU32BE(bytes, at);
  if (field(Header.MAGIC) !== MAGIC) throw new DeviceTreeError(`not a flattened device tree: it begins with ${hex(field(Header.MAGIC), 8)}`);
  const total = field(Header.TOTAL_SIZE);
  if (total > MAX_TREE_BYTES) throw new DeviceTreeError(`the tree has ${formatSize(total)}, more than ${formatSize(MAX_TREE_BYTES)}`);
  if (total > bytes.length) throw new DeviceTreeError(`truncated: ${total} bytes are said to be there, but there are ${bytes.length}`);
  if (field(Header.VERSION) < VERSION || field(Header.COMPATIBLE_VERSION) > VERSION) {
    throw new DeviceTreeError(`version ${field(Header.VERSION)} cannot be read, only version ${VERSION}`);
  }
  const block = (what: string, start: number, size: number): Block => {
    if (start < HEADER_BYTES || start + size > total) throw new DeviceTreeError(`the ${what} block is not within the tree`);
    return { start, end: start + size };
  };
  const structure = block('structure', field(Header.STRUCT_OFFSET), field(Header.STRUCT_SIZE));
  const strings = block('strings', field(Header.STRINGS_OFFSET), field(Header.STRINGS_SIZE));
  if (structure.start % 4 !== 0) throw new DeviceTreeError('the structure block is not aligned');
  return {
    reservations: readReservations(bytes.subarray(0, total), field(Header.RESERVATIONS_OFFSET)),
    root: new StructureReader(bytes, structure, strings).readRoot(),
    bootCpu: field(Header.BOOT_CPU),
  };
}

function readReservations(bytes: Uint8Array, start: number): [bigint, bigint][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: [bigint, bigint][] = [];
  for (let at = start; at >= HEADER_BYTES && at + RESERVATION_BYTES <= bytes.length; at += RESERVATION_BYTES) {
    const entry: [bigint, bigint] = [view.getBigUint64(at), view.getBigUint64(at + 8)];
    if (entry[0] === 0n && entry[1] === 0n) return found;
    found.push(entry);
  }
  throw new DeviceTreeError('the memory reservations have no end');
}

class StructureReader {
  readonly #bytes: Uint8Array;
  readonly #strings: Block;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, structure: Block, strings: Block) {
    this.#bytes = bytes;
    this.#strings = strings;
    this.#at = structure.start;
    this.#end = structure.end;
  }

  readRoot(): DeviceTreeNode {
    if (this.#token() !== Token.BEGIN_NODE) throw new DeviceTreeError('the tree does not begin with its root');
    const root = this.#node(0);
    if (root.name !== '') throw new DeviceTreeError(`the root has the name '${root.name}'`);
    if (this.#token() !== Token.END) throw new DeviceTreeError('something comes after the root');
    return root;
  }

  #node(depth: number): DeviceTreeNode {
    if (depth > MAX_TREE_DEPTH) throw new DeviceTreeError(`nodes are nested deeper than ${MAX_TREE_DEPTH}`);
    const name = this.#text(this.#at, this.#end, 'a node');
    const node = new DeviceTreeNode(name);
    const names = new Set<string>();
    this.#at = alignUp(this.#at + name.length + 1, 4);
    for (;;) {
      const token = this.#token();
      if (token === Token.END_NODE) return node;
      if (token === Token.PROPERTY) this.#property(node);
      else if (token === Token.BEGIN_NODE) {
        const child = this.#node(depth + 1);
        if (names.has(child.name)) throw new DeviceTreeError(`there are two nodes '${child.name}' in '${name}'`);
        names.add(child.name);
        node.add(child);
      } else throw new DeviceTreeError(`there is no token ${token}`);
    }
  }

  #property(node: DeviceTreeNode): void {
    const length = this.#word();
    const nameOffset = this.#word();
    const name = this.#text(this.#strings.start + nameOffset, this.#strings.end, 'a property');
    if (length > this.#end - this.#at) throw new DeviceTreeError(`property '${name}' of '${node.name}' is truncated`);
    if (node.properties.has(name)) throw new DeviceTreeError(`property '${name}' of '${node.name}' is there twice`);
    node.set(name, this.#bytes.slice(this.#at, this.#at + length));
    this.#at = alignUp(this.#at + length, 4);
  }

  #token(): number {
    for (;;) {
      const token = this.#word();
      if (token !== Token.NOP) return token;
    }
  }

  #word(): number {
    if (this.#at + 4 > this.#end) throw new DeviceTreeError('the structure block is truncated');
    const value = readU32BE(this.#bytes, this.#at);
    this.#at += 4;
    return value;
  }

  /** Printable ASCII up to a NUL before `end`. */
  #text(start: number, end: number, what: string): string {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte === 0) return text;
      if (byte < 0x20 || byte > 0x7e) break;
      text += String.fromCharCode(byte);
    }
    throw new DeviceTreeError(`the name of ${what} is not text, or has no end`);
  }
}
