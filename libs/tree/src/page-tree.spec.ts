import { hexOfBytes } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { FANOUT, HASH_BYTES, isZero, PAGE_BYTES, PageTree } from './index.ts';

// Not SHA-256, but as good as that here: eight words, each mixed from all bytes with its own start.
function hash(bytes: Uint8Array): Uint8Array {
  const words = Uint32Array.from({ length: 8 }, (_, lane) => 0x811c_9dc5 ^ (lane * 0x9e37_79b9));
  const given = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const lane = (at >>> 2) & 7;
    const mixed = Math.imul((words[lane] ?? 0) ^ given.getUint32(at, true), 0x0100_0193);
    words[lane] = (words[(lane + 1) & 7] ?? 0) + (mixed ^ (mixed >>> 15));
  }
  return new Uint8Array(words.buffer);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function pageOf(seed: number): Uint8Array {
  return Uint8Array.from({ length: PAGE_BYTES }, (_, at) => (at * 31 + seed * 7919) & 0xff);
}

/** The definition, followed to the letter over all pages. */
function plainRoot(pages: Uint8Array[]): string {
  let hashes = pages.map((page) => hash(page));
  let zero = hash(new Uint8Array(PAGE_BYTES));
  do {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < hashes.length; at += FANOUT) {
      const children = Array.from({ length: FANOUT }, (_, child) => hashes[at + child] ?? zero);
      parents.push(hash(concat(children)));
    }
    zero = hash(concat(Array.from({ length: FANOUT }, () => zero)));
    hashes = parents;
  } while (hashes.length > 1);
  const size = Uint8Array.from({ length: 8 }, (_, at) => (at < 4 ? pages.length >>> (8 * at) : 0));
  return hexOfBytes(hash(concat([size, hashes[0] ?? zero])));
}

describe('PageTree', () => {
  it.each([
    { pages: 1, written: [] }, { pages: 1, written: [0] }, { pages: 128, written: [0, 127] }, { pages: 129, written: [128] },
    { pages: 300, written: [0, 1, 127, 128, 255, 256, 299] }, { pages: 16385, written: [16384] },
  ])('has the root of its definition: $pages pages, $written written', ({ pages, written }) => {
    const tree = new PageTree(pages, hash);
    const memory = Array.from({ length: pages }, (): Uint8Array => new Uint8Array(PAGE_BYTES));
    for (const page of written) {
      memory[page] = pageOf(page);
      tree.update(page, pageOf(page));
    }
    expect(hexOfBytes(tree.root())).toBe(plainRoot(memory));
  });

  it('does not depend on the order or the way of updates', () => {
    const [one, other] = [new PageTree(1000, hash), new PageTree(1000, hash)];
    for (const page of [5, 500, 999]) one.update(page, pageOf(page));
    for (const page of [999, 7, 5]) other.update(page, pageOf(page));
    expect(hexOfBytes(other.root())).not.toBe(hexOfBytes(one.root()));
    other.update(7, new Uint8Array(PAGE_BYTES));
    other.root();
    other.update(500, pageOf(500));
    expect(hexOfBytes(other.root())).toBe(hexOfBytes(one.root()));
  });

  it('comes back to the root of zeros', () => {
    const tree = new PageTree(20_000, hash);
    const empty = hexOfBytes(tree.root());
    tree.update(12_345, pageOf(1));
    expect(hexOfBytes(tree.root())).not.toBe(empty);
    tree.update(12_345, new Uint8Array(PAGE_BYTES));
    expect(hexOfBytes(tree.root())).toBe(empty);
  });

  it('tells sizes apart', () => {
    const roots = [1, 2, 128, 129].map((pages) => hexOfBytes(new PageTree(pages, hash).root()));
    expect(new Set(roots).size).toBe(4);
  });

  it('hashes only what changed, in 3.5 GiB', () => {
    let hashed = 0;
    const tree = new PageTree(3.5 * 2 ** 18, (bytes) => {
      hashed++;
      return hash(bytes);
    });
    for (let page = 0; page < 10; page++) tree.update(page * 90_000, pageOf(page));
    tree.root();
    hashed = 0;
    tree.update(0, pageOf(99));
    tree.update(1, pageOf(98));
    tree.update(2, new Uint8Array(PAGE_BYTES));
    tree.root();
    tree.root();
    expect(hashed).toBe(2 + 3 + 1); // pages, one node a level, root
  });

  it('does not hash again for a page that did not change', () => {
    const tree = new PageTree(10, hash);
    tree.update(3, pageOf(3));
    const root = tree.root();
    tree.setHash(3, hash(pageOf(3)));
    expect(tree.root()).toEqual(root);
    expect(hexOfBytes(tree.pageHash(3))).toBe(hexOfBytes(hash(pageOf(3))));
    expect(hexOfBytes(tree.pageHash(4))).toBe(hexOfBytes(hash(new Uint8Array(PAGE_BYTES))));
  });

  it.each([
    ['a page beyond the end', (tree: PageTree) => tree.update(10, pageOf(0)), 'no page 10, only 0..9'],
    ['a negative page', (tree: PageTree) => tree.pageHash(-1), 'no page -1'],
    ['half a page', (tree: PageTree) => tree.update(0, new Uint8Array(2048)), 'a page has 4096 bytes, got 2048'],
    ['a short hash', (tree: PageTree) => tree.setHash(0, new Uint8Array(HASH_BYTES - 1)), 'a hash has 32 bytes'],
    ['a tree of nothing', () => new PageTree(0, hash), 'cannot have 0 pages'],
  ])('refuses %s', (_what, act, message) => expect(() => act(new PageTree(10, hash))).toThrow(message));
});

describe('isZero', () => {
  it.each([[0, 4096], [1, 4096], [4, 4095]])('sees one bit at offset %i of %i bytes', (offset, length) => {
    const bytes = new Uint8Array(8192).subarray(offset, offset + length);
    expect(isZero(bytes)).toBe(true);
    bytes[length - 1] = 1;
    expect(isZero(bytes)).toBe(false);
  });
});
