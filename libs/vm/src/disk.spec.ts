import { PageTree } from '@reprise/tree';
import { describe, expect, it } from 'vitest';
import { Disk, type DiskPages, type ImageSource } from './disk.ts';

/** Not SHA-256, but it tells contents apart. */
function sha256(bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(32);
  for (const [i, byte] of bytes.entries()) hash[i % 32] = Math.imul((hash[i % 32] ?? 0) ^ byte, 31) + (i >> 5);
  return hash;
}

function image(size: number): ImageSource {
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 12)) & 0xff);
  return { size, read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)) };
}

const read = (disk: Disk, offset: number, length: number): Uint8Array => {
  const into = new Uint8Array(length);
  expect(disk.read(offset, into)).toBe(true);
  return into;
};

describe('Disk', () => {
  it('reads the image where nothing was written, and what was written elsewhere', () => {
    const disk = new Disk(image(20_000), false);
    const before = read(disk, 4000, 5000);
    expect(disk.write(4090, Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]))).toBe(true);
    expect([...read(disk, 4088, 12)]).toEqual([before[88], before[89], 1, 2, 3, 4, 5, 6, 7, 8, before[98], before[99]]);
    expect(read(disk, 12_000, 100)).toEqual(read(new Disk(image(20_000), false), 12_000, 100));
  });

  it.each([['beyond the end', 19_999, 2], ['before the start', -1, 1]])('refuses an access %s', (_, offset, length) => {
    const disk = new Disk(image(20_000), false);
    expect([disk.read(offset, new Uint8Array(length)), disk.write(offset, new Uint8Array(length))]).toEqual([false, false]);
  });

  it('refuses to write a read-only disk', () => {
    expect(new Disk(image(4096), true).write(0, new Uint8Array(1))).toBe(false);
  });

  it('hands the pages written since the last flush over once', () => {
    const flushed: number[][] = [];
    const disk = new Disk(image(20_000), false, (pages: DiskPages) => flushed.push([...pages.keys()]) > 0);
    disk.write(8190, new Uint8Array(4));
    expect([disk.flush(), disk.flush()]).toEqual([true, true]);
    expect(flushed).toEqual([[1, 2]]);
  });

  it('keeps pages that a flush could not hand over', () => {
    let works = false;
    const disk = new Disk(image(8192), false, () => works);
    disk.write(0, new Uint8Array(1));
    expect(disk.flush()).toBe(false);
    works = true;
    expect(disk.flush()).toBe(true);
  });

  it('has the same root for the same contents, however they came to be', () => {
    const plain = new Disk(image(20_000), false);
    const original = plain.tree(sha256).root();
    const bytes = read(plain, 5000, 3);
    plain.write(5000, Uint8Array.from([9, 9, 9]));
    expect(plain.tree(sha256).root()).not.toEqual(original);
    plain.write(5000, bytes);
    expect(plain.tree(sha256).root()).toEqual(original);
  });

  it('comes back as saved', () => {
    const disk = new Disk(image(20_000), false);
    disk.write(100, Uint8Array.from([1, 2, 3]));
    const [saved, root] = [disk.save(), disk.tree(sha256).root()];
    disk.write(9000, Uint8Array.from([4]));
    disk.load(saved);
    expect(disk.tree(sha256).root()).toEqual(root);
    const other = new Disk(image(20_000), false);
    other.load(saved);
    expect(other.tree(sha256).root()).toEqual(root);
  });

  it('leaves alone what was saved, and what it was loaded from', () => {
    const disk = new Disk(image(20_000), false);
    disk.write(100, Uint8Array.from([1, 2, 3]));
    const saved = disk.save();
    const [before] = [...saved.values()].map((page) => page.slice());
    disk.write(100, Uint8Array.from([4, 5, 6]));
    disk.load(saved);
    disk.write(100, Uint8Array.from([7, 8, 9]));
    expect(saved.get(0)).toEqual(before);
    expect([...read(disk, 100, 3)]).toEqual([7, 8, 9]);
  });

  it('gives what it saves in shared memory', () => {
    const disk = new Disk(image(20_000), false);
    for (let page = 0; page < 4; page++) disk.write(page * 4096, Uint8Array.from([1]));
    expect([...disk.save().values()].every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
  });

  it('is loaded as it is touched', () => {
    const original = new Disk(image(20_000), false);
    for (const at of [4096, 9000, 16_000]) original.write(at, Uint8Array.from([at & 0xff, 1, 2, 3]));
    const [saved, root] = [original.save(), original.tree(sha256).root()];
    const leaves = new PageTree(5, sha256);
    const hashes = original.pageHashes(sha256);
    for (let page = 0; page < 5; page++) leaves.setHash(page, hashes.slice(page * 32, (page + 1) * 32));
    expect(leaves.root()).toEqual(root);
    const asked: (number | string)[] = [];
    const disk = new Disk(image(20_000), false);
    disk.write(0, Uint8Array.from([1]));
    disk.loadLazily({
      top: leaves.top(),
      written: saved.keys(),
      page: (page) => { asked.push(page); return saved.get(page) ?? new Uint8Array(); },
      nodes: (places) => places.map(({ level, index }) => { asked.push(`${level}/${index}`); return leaves.node(level, index) ?? new Uint8Array(); }),
    }, sha256);
    expect([disk.tree(sha256).root(), asked]).toEqual([root, []]);
    expect([...read(disk, 9000, 4), ...read(disk, 9000, 1)]).toEqual([9000 & 0xff, 1, 2, 3, 9000 & 0xff]);
    expect(read(disk, 0, 4096)).toEqual(read(new Disk(image(20_000), false), 0, 4096));
    expect(asked).toEqual([2]);
    for (const each of [disk, original]) each.write(9001, Uint8Array.from([7]));
    expect(saved.get(2)?.[9001 - 8192]).toBe(1);
    expect(disk.tree(sha256).root()).toEqual(original.tree(sha256).root());
    expect(asked).toEqual([2, '1/0']);
    expect(disk.save()).toEqual(original.save());
    expect(asked).toEqual([2, '1/0', 1, 3]);
    disk.load(new Map());
    expect(disk.tree(sha256).root()).toEqual(new Disk(image(20_000), false).tree(sha256).root());
  });

  it('hands what it was lazily loaded with over at a flush', () => {
    const flushed: DiskPages[] = [];
    const disk = new Disk(image(8192), false, (pages) => flushed.push(pages) > 0);
    const page = new Uint8Array(4096).fill(5);
    disk.loadLazily({ top: new Uint8Array(32), written: [1], page: () => page, nodes: () => [] }, sha256);
    disk.flush();
    expect(flushed).toEqual([new Map([[1, page]])]);
  });

  it('saves what was written since a mark, and what was put back', () => {
    const disk = new Disk(image(20_000), false);
    const nothing = disk.save();
    disk.write(0, Uint8Array.from([1]));
    const mark = disk.mark();
    expect(disk.save(mark).size).toBe(0);
    disk.write(5000, Uint8Array.from([2]));
    expect([...disk.save(mark).keys()]).toEqual([1]);
    const later = disk.mark();
    disk.load(nothing);
    const put = disk.save(later);
    expect(new Set(put.keys())).toEqual(new Set([0, 1]));
    expect(put.get(1)).toEqual(read(new Disk(image(20_000), false), 4096, 4096));
  });
});
