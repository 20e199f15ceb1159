/** docs/snapshot-format.md followed to the letter, without the library: what it says is what is in the fixtures. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { decodeCanonical, expectList, expectMap, type Tree } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';

const store = join(import.meta.dirname, '../fixtures/snapshots/v1/store');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hexOf = (tree: Tree | undefined): string => (tree instanceof Uint8Array ? Buffer.from(tree).toString('hex') : '');

/** Every entry of a pack by its hash. */
function readPack(id: string): Map<string, Buffer> {
  const bytes = readFileSync(join(store, 'packs', id));
  const end = bytes.length;
  expect([bytes.toString('latin1', 0, 8), bytes.readUInt32LE(8), bytes.readUInt32LE(12)]).toEqual(['REPRPACK', 1, 0]);
  expect([bytes.readUInt32LE(end - 12), bytes.toString('latin1', end - 8)]).toEqual([1, 'REPRPACK']);
  const footer = bytes.subarray(end - 16 - bytes.readUInt32LE(end - 16), end - 16);
  expect(sha256(footer)).toBe(id);
  const [version, frames, entries] = [footer.readUInt32LE(0), footer.readUInt32LE(4), footer.readUInt32LE(8)];
  expect([version, frames, footer.length]).toEqual([1, Math.ceil(entries / 64), 12 + 4 * frames + 32 * entries]);
  const found = new Map<string, Buffer>();
  let offset = 16;
  for (let frame = 0; frame < frames; frame++) {
    const length = footer.readUInt32LE(12 + 4 * frame);
    const raw = zstdDecompressSync(bytes.subarray(offset, offset + length));
    expect(raw.length).toBe(4096 * Math.min(64, entries - 64 * frame));
    for (let at = 0; at < raw.length; at += 4096) {
      const entry = raw.subarray(at, at + 4096);
      const place = 12 + 4 * frames + 32 * (64 * frame + at / 4096);
      expect(sha256(entry)).toBe(footer.toString('hex', place, place + 32));
      found.set(sha256(entry), entry);
    }
    offset += length;
  }
  expect(offset).toBe(end - 16 - footer.length);
  expect(found.size).toBe(entries);
  return found;
}

interface TreeSpot {
  readonly level: number;
  readonly index: number;
  readonly hash: string;
}

/** Pages by number that are not zeros, found from the top node down; `isStored` says of which the bytes are there. */
function readTree(pages: number, top: string, entries: ReadonlyMap<string, Buffer>, isStored: (page: number) => boolean): number[] {
  const zeros = [sha256(Buffer.alloc(4096))];
  let height = 1;
  while (128 ** height < pages) height++;
  for (let level = 1; level <= height; level++) zeros.push(sha256(Buffer.from((zeros[level - 1] ?? '').repeat(128), 'hex')));
  const found: number[] = [];
  const spots: TreeSpot[] = [{ level: height, index: 0, hash: top }];
  for (const { level, index, hash } of spots) {
    if (hash === zeros[level]) continue;
    if (level === 0) {
      expect([index < pages, entries.has(hash)]).toEqual([true, isStored(index)]);
      found.push(index);
      continue;
    }
    const node = entries.get(hash);
    expect(node).toBeDefined();
    for (let child = 0; child < 128; child++) spots.push({ level: level - 1, index: 128 * index + child, hash: node?.toString('hex', 32 * child, 32 * child + 32) ?? '' });
  }
  return found;
}

const listOf = (tree: Tree | undefined): readonly Tree[] => expectList(tree ?? [], 'list', 0, Infinity);

function pagesOf(runs: readonly Tree[]): Set<number> {
  const pages = new Set<number>();
  let end = 0;
  for (let at = 0; at < runs.length; at += 2) {
    const first = end + Number(runs[at]);
    end = first + Number(runs[at + 1]);
    for (let page = first; page < end; page++) pages.add(page);
  }
  return pages;
}

const rootOf = (pages: number, top: string): string => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(pages));
  return sha256(Buffer.concat([size, Buffer.from(top, 'hex')]));
};

describe.each(readdirSync(join(store, 'snapshots')))('the snapshot %s', (name) => {
  const bytes = readFileSync(join(store, 'snapshots', name));
  const [stateLength, storageLength] = [bytes.readUInt32LE(12), bytes.readUInt32LE(16)];
  const whole = bytes.subarray(20, 20 + stateLength);
  const state = expectMap(decodeCanonical(whole), 'state');
  const storage = expectMap(decodeCanonical(bytes.subarray(20 + stateLength, 20 + stateLength + storageLength)), 'storage');

  it('has the manifest that is described', () => {
    expect([bytes.toString('latin1', 0, 8), bytes.readUInt32LE(8), bytes.length]).toEqual(['REPRSNAP', 1, 20 + stateLength + storageLength + 32]);
    expect(sha256(whole)).toBe(name);
    expect(bytes.toString('hex', bytes.length - 32)).toBe(sha256(bytes.subarray(0, -32)));
    expect(Object.keys(state).toSorted()).toEqual(['configuration', 'disks', 'engine', 'entropy', 'inputs', 'machine', 'ram']);
    expect(Object.keys(storage).toSorted()).toEqual(['disks', 'packs', 'ram']);
  });

  it('has the packs and trees that are described', () => {
    const entries = new Map<string, Buffer>();
    for (const pack of listOf(storage['packs'])) {
      const [id, size, footer] = listOf(pack);
      const object = readFileSync(join(store, 'packs', hexOf(id)));
      expect([object.length, object.readUInt32LE(object.length - 16)]).toEqual([size, footer]);
      for (const [hash, entry] of readPack(hexOf(id))) entries.set(hash, entry);
    }
    for (const kind of ['ram', 'disks'] as const) {
      for (const [memory, tree] of Object.entries(expectMap(storage[kind], kind))) {
        const [pages, top, runs] = listOf(tree);
        expect(rootOf(Number(pages), hexOf(top))).toBe(hexOf(expectMap(state[kind], kind)[memory]));
        const written = pagesOf(listOf(runs));
        const found = readTree(Number(pages), hexOf(top), entries, (page) => kind === 'ram' || written.has(page));
        if (kind === 'disks') expect(found.toSorted((a, b) => a - b)).toEqual([...written]);
      }
    }
  });
});
