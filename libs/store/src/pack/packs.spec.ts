import { PAGE_BYTES } from '@reprise/tree';
import { describe, expect, it } from 'vitest';
import { Damaged, NotFound, UnknownFormat } from '../errors.ts';
import { hexOf, sha256 } from '../hash.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import type { ByteRange } from '../object-store.ts';
import { bytesOf, randomWords } from '../testing/bytes.ts';
import { ContentIndex } from './content-index.ts';
import { HashIndex } from './hash-index.ts';
import { encodeTrailer, FRAME_ENTRIES, MAX_ENTRIES, packKey, TRAILER_BYTES } from './pack-format.ts';
import { PackWriter, type FinishedPack } from './pack-writer.ts';
import { Packs } from './packs.ts';

const page = (seed: number): Uint8Array => bytesOf(PAGE_BYTES, seed);

function packOf(seeds: readonly number[]): FinishedPack {
  const writer = new PackWriter();
  for (const seed of seeds) writer.add(sha256(page(seed)), page(seed));
  return writer.finish();
}

const range = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index);

/** Counts what is read. */
class CountingStore extends MemoryStore {
  readonly reads: (ByteRange | undefined)[] = [];

  override get(key: string, bytes?: ByteRange): Promise<Uint8Array> {
    this.reads.push(bytes);
    return super.get(key, bytes);
  }
}

describe('a pack', () => {
  it.each([1, FRAME_ENTRIES - 1, FRAME_ENTRIES, FRAME_ENTRIES + 1, 3 * FRAME_ENTRIES])('gives back %i pages', async (count) => {
    const store = new MemoryStore();
    const pack = packOf(range(count));
    await new Packs(store).add(pack);
    expect((await store.head(packKey(pack.index.id))).size).toBe(pack.index.size);
    const reader = await new Packs(store).open(pack.index.id);
    expect([reader.index.entries, reader.index.frames]).toEqual([count, Math.ceil(count / FRAME_ENTRIES)]);
    for (const position of range(count)) expect(await reader.read(position)).toEqual(page(position));
    const wanted = range(count).filter((position) => position % 3 !== 1);
    const many: number[] = [];
    for await (const { position, bytes } of reader.readMany(wanted)) {
      expect(bytes).toEqual(page(position));
      many.push(position);
    }
    expect(many).toEqual(wanted);
  });

  it('is named by what is in it, and has everything once', () => {
    const pack = packOf([1, 2, 1, 1, 2]);
    expect(pack.index.entries).toBe(2);
    expect(pack.index.id).toBe(packOf([1, 2]).index.id);
    expect(pack.index.id).not.toBe(packOf([2, 1]).index.id);
    expect(pack.index.id).toBe(hexOf(sha256(pack.index.bytes)));
  });

  it('takes no bytes that do not have their hash, and only 4 KiB', () => {
    const writer = new PackWriter();
    expect(() => writer.add(sha256(page(1)), page(2))).toThrow('4 KiB that should have the hash');
    expect(() => writer.add(sha256(new Uint8Array(5)), new Uint8Array(5))).toThrow('an entry has 4096 bytes, got 5');
    expect(writer.entries).toBe(0);
  });

  it('is full at some point', () => {
    const writer = new PackWriter();
    const bytes = new Uint8Array(PAGE_BYTES);
    for (let entry = 0; entry < MAX_ENTRIES; entry++) {
      new DataView(bytes.buffer).setUint32(0, entry);
      writer.add(sha256(bytes), bytes);
    }
    expect(writer.isFull).toBe(true);
    expect(() => writer.add(sha256(page(1)), page(1))).toThrow('a pack has at most 65536 entries');
  });

  it('reads its index once, and of its frames those that are needed', async () => {
    const store = new CountingStore();
    const pack = packOf(range(200));
    await new Packs(store).add(pack);
    const packs = new Packs(store);
    const readers = await Promise.all([packs.open(pack.index.reference), packs.open(pack.index.reference)]);
    expect(store.reads.length).toBe(1);
    await Promise.all([readers[0].read(3), readers[1].read(5), readers[0].read(63), readers[1].read(64)]);
    expect(store.reads.length).toBe(1 + 2);
    await readers[0].read(0);
    expect(store.reads.length).toBe(3);
  });

  it('keeps so many frames and no more', async () => {
    const store = new CountingStore();
    const pack = packOf(range(4 * FRAME_ENTRIES));
    await new Packs(store).add(pack);
    const reader = await new Packs(store, { frameBytes: 2 * FRAME_ENTRIES * PAGE_BYTES }).open(pack.index.reference);
    const framesRead = async (frames: readonly number[]): Promise<number> => {
      const before = store.reads.length;
      for (const frame of frames) await reader.read(frame * FRAME_ENTRIES);
      return store.reads.length - before;
    };
    expect(await framesRead([0, 1, 0, 1])).toBe(2);
    expect(await framesRead([0, 2, 0])).toBe(1);
    expect(await framesRead([1])).toBe(1);
    expect(await framesRead([0, 1])).toBe(0);
  });
});

describe('a cache nearby', () => {
  it('spares reading indexes, whatever happens to it', async () => {
    const [store, cache] = [new CountingStore(), new MemoryStore()];
    const pack = packOf(range(10));
    await new Packs(store).add(pack);
    const readsToOpen = async (): Promise<number> => {
      const before = store.reads.length;
      await new Packs(store, { cache }).open(pack.index.reference);
      return store.reads.length - before;
    };
    expect(await readsToOpen()).toBe(1);
    expect(await readsToOpen()).toBe(0);
    const key = `indexes/${pack.index.id}`;
    const good = await cache.get(key);
    for (const bad of [new Uint8Array(), good.slice(1), good.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), packOf([99]).index.bytes]) {
      await cache.put(key, bad);
      expect(await readsToOpen()).toBe(1);
      expect(await cache.get(key)).toEqual(good);
    }
  });
});

describe('a damaged pack', () => {
  async function stored(change: (bytes: Uint8Array) => Uint8Array): Promise<{ packs: Packs; pack: FinishedPack }> {
    const store = new MemoryStore();
    const pack = packOf(range(130));
    await store.put(packKey(pack.index.id), change(pack.bytes.slice()));
    return { packs: new Packs(store), pack };
  }
  const withByte = (at: number, value: number) => (bytes: Uint8Array) => {
    bytes[at < 0 ? bytes.length + at : at] = value;
    return bytes;
  };

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, -1), 'its end is not that of a pack'],
    ['empty', () => new Uint8Array(), 'an object of 0 bytes'],
    ['of other bytes', () => bytesOf(9000, 1), 'its end is not that of a pack'],
    ['with a byte more', (bytes: Uint8Array) => Uint8Array.from([0, ...bytes]), 'its footer says'],
    ['with a footer of nothing', withByte(-TRAILER_BYTES, 0), 'its footer has the hash'],
    ['with another hash in its footer', withByte(-TRAILER_BYTES - 1, 0x77), 'its footer has the hash'],
    ['that is another pack', () => packOf([5]).bytes, 'its footer has the hash'],
  ])('%s is named', async (_what, change, message) => {
    const { packs, pack } = await stored(change);
    const error = await packs.open(pack.index.id).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Damaged);
    expect(error instanceof Damaged && [error.key, error.message.includes(message), error.message.includes(`pack ${pack.index.id}`)]).toEqual([packKey(pack.index.id), true, true]);
  });

  it('of another version is named', async () => {
    const { packs, pack } = await stored(withByte(-12, 2));
    await expect(packs.open(pack.index.id)).rejects.toThrow(UnknownFormat);
    await expect(packs.open(pack.index.id)).rejects.toThrow('its format is version 2, only 1 can be read');
  });

  it('is named with the hash that cannot be had, and the rest can be', async () => {
    const { packs, pack } = await stored(withByte(packOf(range(130)).index.frame(1).offset + 6 * PAGE_BYTES + 700, 0xaa));
    const reader = await packs.open(pack.index.id);
    expect(await reader.read(5)).toEqual(page(5));
    const hash = hexOf(sha256(page(70)));
    const error = await reader.read(70).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'Damaged', code: 'damaged', key: packKey(pack.index.id), hash });
    expect(String(error)).toContain(`pack ${pack.index.id}: ${hash}, entry 70 in frame 1,`);
    for (const position of [64, 69, 129]) expect(await reader.read(position)).toEqual(page(position)); // pages of noise are not compressed
  });

  it('is another matter than none', async () => {
    await expect(new Packs(new MemoryStore()).open('0'.repeat(64))).rejects.toThrow(NotFound);
    await expect(new Packs(new MemoryStore()).open('../x')).rejects.toThrow("'../x' cannot be the id of a pack");
  });

  it('is read again where it was changed on the way', async () => {
    const { pack } = await stored((bytes) => bytes);
    let reads = 0;
    class Flaky extends MemoryStore {
      override async get(key: string, bytes?: ByteRange): Promise<Uint8Array> {
        const found = await super.get(key, bytes);
        return reads++ % 2 === 0 ? found.map((byte, at) => (at === 30 ? byte ^ 8 : byte)) : found;
      }
    }
    const store = new Flaky();
    await store.put(packKey(pack.index.id), pack.bytes);
    const reader = await new Packs(store).open(pack.index.reference);
    expect(await reader.read(64)).toEqual(page(64));
    expect(reads).toBe(4);
    for await (const { position, bytes } of reader.readMany(range(130))) expect(bytes).toEqual(page(position));
  });

  it('does not take an object of another size for one that is stored already', async () => {
    const store = new MemoryStore();
    const pack = packOf([1]);
    await store.put(packKey(pack.index.id), pack.bytes.slice(0, -1));
    await expect(new Packs(store).add(pack)).rejects.toThrow('expected');
  });

  it('whose footer lies about what is in it gives nothing', async () => {
    const store = new MemoryStore();
    const { bytes, index } = packOf(range(3));
    const footer = index.bytes.slice();
    footer[footer.length - 1] = (footer[footer.length - 1] ?? 0) ^ 1;
    const id = hexOf(sha256(footer));
    await store.put(packKey(id), Uint8Array.from([...bytes.subarray(0, bytes.length - footer.length - TRAILER_BYTES), ...footer, ...encodeTrailer(footer.length)]));
    const reader = await new Packs(store).open(id);
    expect(await reader.read(0)).toEqual(page(0));
    await expect(reader.read(2)).rejects.toThrow('has another hash');
  });
});

describe('the index over many packs', () => {
  it('finds each page in the pack that came first', () => {
    const index = new ContentIndex();
    const packs = [packOf(range(100)).index, packOf(range(100, 50)).index, packOf([7, 1000]).index];
    for (const pack of [...packs, ...packs]) index.add(pack);
    expect(index.packs).toEqual(packs);
    const placeOf = (seed: number) => {
      const place = index.find(sha256(page(seed)));
      return place && [packs.indexOf(place.pack), place.position];
    };
    expect([0, 7, 99, 100, 149, 150, 1000].map(placeOf)).toEqual([[0, 0], [0, 7], [0, 99], [1, 50], [1, 99], undefined, [2, 1]]);
  });

  it('finds the same, however much of it is prepared', () => {
    for (const step of [1, 40, 100, 1000, Infinity]) {
      const index = new ContentIndex();
      const packs = [packOf(range(100)).index, packOf(range(100, 50)).index, packOf([7, 1000]).index];
      for (const pack of packs) index.add(pack);
      const places = () => [0, 7, 99, 100, 149, 150, 1000].map((seed) => {
        const place = index.find(sha256(page(seed)));
        return place && [packs.indexOf(place.pack), place.position];
      });
      const expected = [[0, 0], [0, 7], [0, 99], [1, 50], [1, 99], undefined, [2, 1]];
      let steps = 1;
      for (; index.prepare(step); steps++) if (steps < 20) expect(places()).toEqual(expected);
      expect(steps).toBeGreaterThanOrEqual(Math.ceil(202 / step));
      expect([places(), index.prepare(1)]).toEqual([expected, false]);
    }
  });

  it('agrees with a map, for a hundred thousand hashes', () => {
    const next = randomWords(1);
    const hashes = Array.from({ length: 100_000 }, () => Uint8Array.from({ length: 32 }, (_, at) => (at < 28 ? 7 : next() >>> 24)));
    const index = new HashIndex((entry) => hashes[entry] ?? new Uint8Array(32));
    const map = new Map<string, number>();
    for (const [entry, hash] of hashes.entries()) {
      index.add(entry);
      if (!map.has(hexOf(hash))) map.set(hexOf(hash), entry);
    }
    for (const hash of hashes) expect(index.find(hash)).toBe(map.get(hexOf(hash)));
    expect(index.find(new Uint8Array(32))).toBe(undefined);
  });
});
