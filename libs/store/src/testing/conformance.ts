import assert from 'node:assert/strict';
import { NotFound } from '../errors.ts';
import { listAll, type ObjectStore } from '../object-store.ts';
import { bytesOf } from './bytes.ts';

/** One promise of the port: `run` throws where a store does not keep it. */
export interface ConformanceCase {
  readonly title: string;
  /** `store` is empty; its listings have pages of CONFORMANCE_PAGE objects. */
  readonly run: (store: ObjectStore) => Promise<void>;
}

/** Objects of a page of a listing, as the suite expects them. */
export const CONFORMANCE_PAGE = 5;

const keysOf = async (store: ObjectStore, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of listAll(store, prefix)) keys.push(key);
  return keys;
};

const isNotFound = (key: string) => (error: unknown) => error instanceof NotFound && error.key === key && error.code === 'not-found';

const sizes = [0, 1, 4095, 4096, 65_537, 5_000_000];
const badKeys = ['', '/', 'a/', '/a', 'a//b', '.', '..', 'a/../b', '.a', 'a/.b', '-a', 'a b', 'a\n', 'ä', 'a:b', 'a\\b', 'x'.repeat(129), 'a/'.repeat(300) + 'a'];
const badRanges = [{ offset: -1, length: 1 }, { offset: 0, length: 0 }, { offset: 0.5, length: 1 }, { offset: 0, length: -1 }, { offset: 2 ** 60, length: 1 }];

/** What every store must do, whatever it is made of. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...sizes.map((size): ConformanceCase => ({
    title: `gives back ${size} bytes as they were put`,
    run: async (store) => {
      assert.equal(await store.put('packs/1', bytesOf(size, size)), 'created');
      assert.ok(Buffer.from(bytesOf(size, size)).equals(await store.get('packs/1')));
      assert.deepEqual(await store.head('packs/1'), { key: 'packs/1', size });
    },
  })),
  {
    title: 'keeps bytes that the caller changes afterwards',
    run: async (store) => {
      const bytes = bytesOf(100, 1);
      await store.put('a', bytes);
      bytes.fill(0);
      (await store.get('a')).fill(1);
      assert.deepEqual(await store.get('a'), bytesOf(100, 1));
    },
  },
  {
    title: 'takes a view of larger memory for what it shows',
    run: async (store) => {
      await store.put('a', bytesOf(1000, 1).subarray(100, 200));
      assert.deepEqual(await store.get('a'), bytesOf(1000, 1).slice(100, 200));
    },
  },
  {
    title: 'replaces an object, and leaves it with ifNoneMatch',
    run: async (store) => {
      assert.equal(await store.put('a', bytesOf(10, 1), { ifNoneMatch: true }), 'created');
      assert.equal(await store.put('a', bytesOf(20, 2), { ifNoneMatch: true }), 'exists');
      assert.deepEqual(await store.get('a'), bytesOf(10, 1));
      assert.equal(await store.put('a', bytesOf(30, 3)), 'created');
      assert.deepEqual(await store.get('a'), bytesOf(30, 3));
    },
  },
  {
    title: 'lets one of many writers win with ifNoneMatch',
    run: async (store) => {
      const writers = Array.from({ length: 12 }, (_, writer) => writer);
      const outcomes = await Promise.all(writers.map((writer) => store.put('runs/1/log/1', bytesOf(5000, writer), { ifNoneMatch: true })));
      assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
      assert.deepEqual(await store.get('runs/1/log/1'), bytesOf(5000, outcomes.indexOf('created')));
    },
  },
  {
    title: 'shows readers one version or the other while an object is replaced',
    run: async (store) => {
      await store.put('a', bytesOf(50_000, 0));
      const versions = [1, 2, 3, 4].map((seed) => bytesOf(50_000 + seed, seed));
      const writes = versions.map((bytes) => store.put('a', bytes));
      const reads = await Promise.all(Array.from({ length: 10 }, () => store.get('a')));
      for (const read of reads) assert.deepEqual(read, bytesOf(read.length, read.length - 50_000));
      await Promise.all(writes);
    },
  },
  ...([
    [0, 1, 0, 1], [0, 1000, 0, 1000], [999, 1, 999, 1000], [990, 100, 990, 1000], [1000, 1, 1000, 1000], [5000, 10, 1000, 1000], [10, 2 ** 40, 10, 1000],
  ] as const).map(([offset, length, from, to]): ConformanceCase => ({
    title: `gives the part of ${length} bytes at ${offset} that an object of 1000 has`,
    run: async (store) => {
      await store.put('a', bytesOf(1000, 1));
      assert.deepEqual(await store.get('a', { offset, length }), bytesOf(1000, 1).slice(from, to));
    },
  })),
  {
    title: 'gives nothing of an object of no bytes',
    run: async (store) => {
      await store.put('a', new Uint8Array());
      assert.deepEqual(await store.get('a', { offset: 0, length: 10 }), new Uint8Array());
    },
  },
  {
    title: 'says by name what is not there, a folder of keys included',
    run: async (store) => {
      await store.put('packs/1', bytesOf(1, 1));
      for (const key of ['packs/2', 'nothing', 'packs', 'packs/1/x', 'packs/1/x/y']) {
        await assert.rejects(store.get(key), isNotFound(key));
        await assert.rejects(store.get(key, { offset: 0, length: 1 }), isNotFound(key));
        await assert.rejects(store.head(key), isNotFound(key));
      }
    },
  },
  {
    title: 'deletes, also what is not there',
    run: async (store) => {
      await store.put('packs/1', bytesOf(1, 1));
      await store.put('packs/2', bytesOf(2, 2));
      for (const key of ['packs/1', 'packs/1', 'packs/3', 'packs', 'other/x']) await store.delete(key);
      assert.deepEqual(await keysOf(store, ''), ['packs/2']);
      await assert.rejects(store.get('packs/1'), isNotFound('packs/1'));
      assert.equal(await store.put('packs/1', bytesOf(3, 3), { ifNoneMatch: true }), 'created');
    },
  },
  {
    title: 'lists nothing of an empty store',
    run: async (store) => assert.deepEqual(await store.list(''), { objects: [], cursor: undefined }),
  },
  {
    title: 'lists by prefix, in the order of keys, with sizes',
    run: async (store) => {
      // '-' and '.' come before '/', digits and letters after it
      const keys = ['a-b', 'a.b', 'a/b', 'a/b-c', 'a/c/d', 'a0', 'aa', 'b/a', 'packs/1', 'packs/10', 'packs/2', 'packs2'];
      for (const [size, key] of keys.toReversed().entries()) await store.put(key, bytesOf(keys.length - 1 - size, 0));
      const all = [];
      for await (const object of listAll(store, '')) all.push(object);
      assert.deepEqual(all, keys.map((key, size) => ({ key, size })));
      for (const prefix of ['a', 'a/', 'a/b', 'a/c', 'a/c/', 'packs', 'packs/', 'packs/1', 'c', 'packs/1/', 'b/a']) {
        assert.deepEqual(await keysOf(store, prefix), keys.filter((key) => key.startsWith(prefix)), prefix);
      }
    },
  },
  {
    title: 'lists in pages, each object once, while others come and go',
    run: async (store) => {
      const keys = Array.from({ length: 2 * CONFORMANCE_PAGE + 1 }, (_, index) => `logs/${String(index).padStart(3, '0')}`);
      for (const key of keys) await store.put(key, bytesOf(1, 1));
      const first = await store.list('logs/');
      assert.deepEqual(first.objects.map(({ key }) => key), keys.slice(0, CONFORMANCE_PAGE));
      assert.ok(first.cursor !== undefined);
      await store.delete(keys[CONFORMANCE_PAGE - 1] ?? '');
      await store.put('logs/000a', bytesOf(1, 1));
      const second = await store.list('logs/', first.cursor);
      assert.deepEqual(second.objects.map(({ key }) => key), keys.slice(CONFORMANCE_PAGE, 2 * CONFORMANCE_PAGE));
      const third = await store.list('logs/', second.cursor);
      assert.deepEqual([third.objects.map(({ key }) => key), third.cursor], [keys.slice(2 * CONFORMANCE_PAGE), undefined]);
    },
  },
  {
    title: 'has one page where the objects are just as many as that',
    run: async (store) => {
      for (let index = 0; index < CONFORMANCE_PAGE; index++) await store.put(`x/${index}`, bytesOf(1, 1));
      const { objects, cursor } = await store.list('x/');
      assert.deepEqual([objects.length, cursor], [CONFORMANCE_PAGE, undefined]);
    },
  },
  {
    title: 'refuses what cannot be a key or a range',
    run: async (store) => {
      for (const key of badKeys) {
        for (const call of [store.put(key, bytesOf(1, 1)), store.get(key), store.head(key), store.delete(key)]) await assert.rejects(call, RangeError, key);
      }
      await assert.rejects(store.list('../'), RangeError);
      for (const range of badRanges) await assert.rejects(store.get('a', range), RangeError);
    },
  },
];
