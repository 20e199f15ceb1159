import { hexOfBytes } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { FANOUT, HASH_BYTES, isZero, loadNodesAbove, type NodePlace, PAGE_BYTES, PageTree } from './index.ts';

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

  it('is copied as it is', () => {
    const tree = new PageTree(20_000, hash);
    for (const page of [5, 500, 19_999]) tree.update(page, pageOf(page));
    const copy = tree.copy();
    const root = hexOfBytes(tree.root());
    tree.update(500, pageOf(501));
    expect([hexOfBytes(copy.root()), hexOfBytes(copy.pageHash(500))]).toEqual([root, hexOfBytes(hash(pageOf(500)))]);
    copy.update(500, pageOf(501));
    expect(copy.root()).toEqual(tree.root());
    expect(new PageTree(3, hash).copy().root()).toEqual(new PageTree(3, hash).root());
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

/** All nodes of a tree by their hash, found from the top down. */
function nodesOf(tree: PageTree): Map<string, Uint8Array> {
  const nodes = new Map<string, Uint8Array>();
  for (let { height: level } = tree.shape; level > 0; level--) {
    for (let index = 0; index < tree.shape.count(level); index++) {
      const bytes = tree.node(level, index);
      if (bytes) nodes.set(hexOfBytes(hash(bytes)), bytes);
    }
  }
  return nodes;
}

describe('a stored PageTree', () => {
  const original = new PageTree(40_000, hash);
  for (const page of [0, 1, 127, 128, 16_384, 39_999]) original.update(page, pageOf(page));
  original.update(20_000, pageOf(1));
  original.root();
  original.update(20_000, new Uint8Array(PAGE_BYTES)); // leaves nodes of zeros behind
  const nodes = nodesOf(original);

  /** A copy made of what is stored; only the nodes above `page`, if it is given. */
  function load(page?: number): PageTree {
    const tree = PageTree.stored(original.pages, original.top(), hash);
    for (let missing = [...tree.missing()]; missing.length > 0; missing = [...tree.missing()]) {
      const wanted = missing.filter(({ level, index }) => page === undefined || index === Math.floor(page / FANOUT ** level));
      if (wanted.length === 0) break;
      for (const { level, index, hash: wantedHash } of wanted) tree.setNode(level, index, nodes.get(hexOfBytes(wantedHash)) ?? new Uint8Array());
    }
    return tree;
  }

  it('has no nodes of zeros', () => expect(nodes.size).toBe(1 + 3 + 4));

  it('is the same tree again', () => {
    const tree = load();
    expect(tree.root()).toEqual(original.root());
    expect(nodesOf(tree)).toEqual(nodes);
    for (const page of [0, 2, 128, 20_000, 39_999]) expect(tree.pageHash(page)).toEqual(original.pageHash(page));
    for (const other of [tree, original]) other.update(12_345, pageOf(5));
    expect(tree.root()).toEqual(original.root());
    for (const other of [tree, original]) other.update(12_345, new Uint8Array(PAGE_BYTES));
    expect(tree.root()).toEqual(original.root());
  });

  it('can be changed where its nodes are there, and where all is zeros', () => {
    const [tree, changed] = [load(128), load()];
    for (const other of [tree, changed]) {
      other.update(128, pageOf(9));
      other.update(200, pageOf(8));
      other.update(5000, pageOf(7));
    }
    expect(tree.root()).toEqual(changed.root());
    expect([...tree.missing()].map(({ level, index }) => `${level}/${index}`)).toEqual(['1/0', '2/1', '2/2']);
  });

  it('says what is missing above a page, and gets no more than that', () => {
    const tree = PageTree.stored(original.pages, original.top(), hash);
    const asked: string[] = [];
    const source = {
      nodes: (places: readonly NodePlace[]) => places.map((place) => {
        asked.push(`${place.level}/${place.index}`);
        return nodes.get(hexOfBytes(place.hash)) ?? new Uint8Array();
      }),
    };
    expect(tree.missingAbove(39_999)).toMatchObject({ level: 3, index: 0 });
    loadNodesAbove(tree, [130, 39_999, 131, 5000], source);
    expect(asked).toEqual(['3/0', '2/0', '2/2', '1/1', '1/312']);
    expect([tree.missingAbove(130), tree.missingAbove(5000), tree.missingAbove(0)?.level]).toEqual([undefined, undefined, 1]);
    expect(() => tree.missingAbove(40_000)).toThrow('there is no page 40000');
    tree.update(130, pageOf(3));
    expect(tree.missingAbove(0)).toMatchObject({ level: 1, index: 0 });
  });

  it('says which node is missing', () => {
    const [none, some] = [PageTree.stored(40_000, original.top(), hash), load(128)];
    expect(none.root()).toEqual(original.root());
    expect(() => none.pageHash(0)).toThrow('node 0 of level 3 is missing');
    expect(() => none.node(3, 0)).toThrow('node 0 of level 3 is missing');
    expect(() => some.update(1, pageOf(4))).toThrow('node 0 of level 1 is missing');
    expect(() => some.pageHash(39_999)).toThrow('node 2 of level 2 is missing');
    expect([[3, 0], [2, 0], [2, 2], [1, 0], [1, 1], [1, 3], [1, 300]].map(([level = 0, index = 0]) => some.isMissing(level, index))).toEqual([false, false, true, true, false, false, true]);
    expect(none.isMissing(3, 0)).toBe(true);
    expect(some.root()).toEqual(original.root());
  });

  it('takes only the node that is missing', () => {
    const tree = load(128);
    const [first] = tree.missing();
    const bytes = nodes.get(hexOfBytes(first?.hash ?? new Uint8Array())) ?? new Uint8Array();
    expect(() => tree.setNode(1, 0, bytes.map((byte, at) => (at === 77 ? byte ^ 4 : byte)))).toThrow('do not have its hash');
    expect(() => tree.setNode(1, 0, bytes.subarray(1))).toThrow('do not have its hash');
    expect(() => tree.setNode(1, 1, bytes)).toThrow('node 1 of level 1 is not missing');
    expect(() => tree.setNode(1, 2, bytes)).toThrow('node 2 of level 1 is not missing');
    expect(() => tree.setNode(3, 0, bytes)).toThrow('node 0 of level 3 is not missing');
    for (const [level, index] of [[0, 0], [4, 0], [1, 313], [1, -1], [1.5, 0]] as const) {
      expect(() => tree.setNode(level, index, bytes)).toThrow(`there is no node ${index} of level ${level}`);
    }
    tree.setNode(1, 0, bytes);
    expect(tree.pageHash(1)).toEqual(original.pageHash(1));
  });

  it('misses nothing where all is zeros', () => {
    const zeros = new PageTree(40_000, hash);
    const tree = PageTree.stored(40_000, zeros.top(), hash);
    expect([...tree.missing()]).toEqual([]);
    expect(tree.node(3, 0)).toBe(undefined);
    tree.update(7, pageOf(7));
    zeros.update(7, pageOf(7));
    expect(tree.root()).toEqual(zeros.root());
  });
});

describe('isZero', () => {
  it.each([[0, 4096], [1, 4096], [4, 4095]])('sees one bit at offset %i of %i bytes', (offset, length) => {
    const bytes = new Uint8Array(8192).subarray(offset, offset + length);
    expect(isZero(bytes)).toBe(true);
    bytes[length - 1] = 1;
    expect(isZero(bytes)).toBe(false);
  });
});
