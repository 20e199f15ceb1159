/** Random damage to every kind of stored bytes, by the hundred: what comes back is right, or an error of the store. Nothing else, and soon. */
import { PageTree } from '@reprise/tree';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes.ts';
import { Damaged, StoreError } from '../errors.ts';
import { hexOf, sha256 } from '../hash.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import { listAll } from '../object-store.ts';
import { decompressFrame, compressFrame } from '../pack/frame.ts';
import { decodeTrailer, encodeFooter, encodeHeader, encodeTrailer, PackIndex, packKey, TRAILER_BYTES } from '../pack/pack-format.ts';
import { Packs } from '../pack/packs.ts';
import { bytesOf, randomWords } from '../testing/bytes.ts';
import { sortedPages, ToyMachine } from '../testing/toy-machine.ts';
import { decodeManifest, encodeManifest } from './manifest.ts';
import { PageSet } from './page-set.ts';
import { readSnapshot } from './snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** Some bytes changed, cut out, doubled, or put in, with values that parsers like least. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated = bytes.slice();
  for (let change = 1 + (random() % 3); change > 0; change--) {
    const at = random() % (mutated.length + 1);
    const length = random() % 9;
    const value = [0, 1, 0x7f, 0x80, 0xff, random()][random() % 6] ?? 0;
    const filling = new Uint8Array(length).fill(value);
    const [head, tail] = [mutated.subarray(0, at), mutated.subarray(at)];
    const ways = [
      () => concat([head, filling, tail.subarray(length)]).subarray(0, mutated.length), () => concat([head, tail.subarray(length)]), () => concat([head, filling, tail]),
      () => concat([head, tail.subarray(0, length), tail]), () => mutated.slice(0, at),
    ];
    mutated = (ways[random() % 6] ?? ways[0])?.().slice() ?? mutated;
  }
  return mutated;
}

async function storedSnapshot() {
  const machine = new ToyMachine(1);
  machine.run(80);
  const store = new MemoryStore();
  const { snapshot } = await SnapshotWriter.begin(new Packs(store), machine.memory).write(machine.save());
  return { store, id: snapshot.id, pages: sortedPages(machine.saved), manifest: await store.get(`snapshots/${snapshot.id.slice(7)}`) };
}

/** What `action` gives, or the error of the store that it throws. Another error fails the test. */
function orStoreError<T>(action: () => T): T | StoreError {
  try {
    return action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

describe('damage', () => {
  it('to a manifest is always seen', async () => {
    const { id, manifest } = await storedSnapshot();
    const random = randomWords(1);
    for (let round = 0; round < 3000; round++) {
      const bytes = mutate(manifest, random);
      const result = orStoreError(() => decodeManifest(bytes, id));
      expect(result instanceof StoreError).toBe(Buffer.compare(bytes, manifest) !== 0);
    }
  });

  it('to a manifest whose checksum and id fit is a named error, or a manifest', async () => {
    const { id, manifest } = await storedSnapshot();
    const { state, ram, disks, packs } = decodeManifest(manifest, id);
    const stateLength = new DataView(manifest.buffer).getUint32(12, true);
    const random = randomWords(2);
    let manifests = 0;
    for (let round = 0; round < 3000; round++) {
      const content = manifest.slice(0, -32);
      const inState = round % 2 === 0;
      const [start, end] = inState ? [20, 20 + stateLength] : [20 + stateLength, content.length];
      const part = mutate(content.subarray(start, end), random);
      const changed = concat([content.subarray(0, start), part, content.subarray(end)]);
      new DataView(changed.buffer).setUint32(inState ? 12 : 16, part.length, true);
      const whole = changed.subarray(20, 20 + new DataView(changed.buffer).getUint32(12, true));
      const result = orStoreError(() => decodeManifest(concat([changed, sha256(changed)]), `sha256:${hexOf(sha256(whole))}`));
      if (!(result instanceof StoreError)) manifests++;
    }
    expect(manifests).toBeGreaterThan(0); // of other values in fields that can have them
    expect(encodeManifest({ state, ram, disks, packs }).id).toBe(id);
  });

  it('to the footer of a pack is always seen, and a footer that only claims to be one is bounded', () => {
    const frames = Array.from({ length: 4 }, (_, seed) => compressFrame(bytesOf(64 * 4096, seed)));
    const hashes = Array.from({ length: 256 }, (_, seed) => sha256(bytesOf(10, seed)));
    const footer = encodeFooter(frames.map(({ length }) => length), hashes);
    const random = randomWords(3);
    for (let round = 0; round < 5000; round++) {
      const bytes = mutate(footer, random);
      if (Buffer.compare(bytes, footer) === 0) continue;
      expect(orStoreError(() => PackIndex.decode(bytes, hexOf(sha256(footer))))).toBeInstanceOf(Damaged);
      const claimed = orStoreError(() => PackIndex.decode(bytes, hexOf(sha256(bytes))));
      if (claimed instanceof PackIndex) expect(claimed.entries * 32).toBeLessThan(bytes.length);
      const trailer = mutate(encodeTrailer(footer.length), random);
      const length = orStoreError(() => decodeTrailer(trailer, 'x'));
      if (typeof length === 'number') expect(length).toBeLessThan(3 << 20);
    }
  });

  it('to a frame gives an error, or as many bytes as there should be', () => {
    const raw = bytesOf(64 * 4096, 1).map((byte, at) => (at % 4096 < 300 ? byte : 5));
    const frame = compressFrame(raw);
    const random = randomWords(4);
    for (let round = 0; round < 2000; round++) {
      const bytes = mutate(frame, random);
      try {
        expect(decompressFrame(bytes, 64).length).toBe(raw.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });

  it('of a frame that would be gigabytes takes no more memory than a frame', () => {
    const bomb = compressFrame(new Uint8Array(256 << 20));
    expect(bomb.length).toBeLessThan(64 << 10);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decompressFrame(bomb, 64)).toThrow();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
  });

  it('anywhere in a store never gives a wrong page', async () => {
    const { store, id, pages } = await storedSnapshot();
    const keys: string[] = [];
    for await (const { key } of listAll(store, '')) keys.push(key);
    const random = randomWords(5);
    let seen = 0;
    for (let round = 0; round < 120; round++) {
      const key = keys[round % keys.length] ?? '';
      const bytes = await store.get(key);
      await store.put(key, mutate(bytes, random));
      const result = await readSnapshot(new Packs(store), id).then((snapshot) => snapshot.read()).catch((error: unknown) => error);
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(StoreError);
        seen++;
      } else if (typeof result === 'object' && result !== null && 'ram' in result) expect(sortedPages(result as Parameters<typeof sortedPages>[0])).toEqual(pages);
      await store.put(key, bytes);
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('that makes one node its own children ends soon', async () => {
    // a node whose 128 children are all one node, and so on: a terabyte of pages in a few KiB
    const page = bytesOf(4096, 1);
    const entries = [page];
    for (let level = 0; level < 4; level++) {
      const child = sha256(entries.at(-1) ?? page);
      entries.push(concat(Array.from({ length: 128 }, () => child)));
    }
    const frame = compressFrame(concat(entries));
    const footer = encodeFooter([frame.length], entries.map((entry) => sha256(entry)));
    const pack = PackIndex.decode(footer, hexOf(sha256(footer)));
    const store = new MemoryStore();
    await store.put(packKey(pack.id), concat([encodeHeader(), frame, footer, encodeTrailer(footer.length)]));
    expect((await store.head(packKey(pack.id))).size - TRAILER_BYTES).toBeLessThan(10_000);
    const tree = PageTree.stored(2 ** 28, sha256(entries[4] ?? page), sha256);
    const { id, bytes } = encodeManifest({
      state: {}, ram: new Map(), disks: new Map([['d', { shape: tree.shape, top: tree.top(), written: PageSet.of([5, 70_000]) }]]), packs: [pack.reference],
    });
    await store.put(`snapshots/${id.slice(7)}`, bytes);
    const disk = (await readSnapshot(new Packs(store), id)).disks.get('d');
    expect(await disk?.page(70_000)).toEqual(page);
    await expect(disk?.load()).rejects.toThrow('too many to be loaded');
  });
});
