import assert from 'node:assert/strict';
import { StoreError, Unavailable } from '../errors.ts';
import { listAll, type ObjectStore } from '../object-store.ts';
import { Packs } from '../pack/packs.ts';
import { snapshotIdOf } from '../snapshot/manifest.ts';
import { readSnapshot } from '../snapshot/snapshot.ts';
import { SnapshotWriter } from '../snapshot/snapshot-writer.ts';
import { randomWords } from './bytes.ts';
import { Crash, FaultyStore, type Fault } from './faulty-store.ts';
import { sortedPages, ToyMachine } from './toy-machine.ts';

/** One promise about faults: `run` throws where it is not kept. */
export interface FaultCase {
  readonly title: string;
  /** `newStore` gives stores of their own, each empty. */
  readonly run: (newStore: () => ObjectStore) => Promise<void>;
}

/** Snapshots by their id, as reading them has to give them. */
type Expected = Map<string, unknown>;

const STEPS = [60, 20, 1];

/** Three snapshots of one machine; `onWritten` is told of each once it is stored. */
async function writeScript(store: ObjectStore, seed: number, onWritten: (id: string, pages: unknown) => void): Promise<void> {
  const machine = new ToyMachine(seed);
  const writer = SnapshotWriter.begin(new Packs(store), machine.memory);
  for (const steps of STEPS) {
    machine.run(steps);
    const pages = sortedPages(machine.saved);
    const { snapshot } = await writer.write(machine.save());
    onWritten(snapshot.id, pages);
  }
}

/** What the script stores where nothing goes wrong. */
async function undisturbed(newStore: () => ObjectStore, seed: number): Promise<{ readonly expected: Expected; readonly calls: number }> {
  const store = new FaultyStore(newStore(), () => undefined);
  const expected: Expected = new Map();
  await writeScript(store, seed, (id, pages) => expected.set(id, pages));
  return { expected, calls: store.calls };
}

async function checkAll(store: ObjectStore, ids: Iterable<string>, expected: Expected): Promise<void> {
  const packs = new Packs(store);
  for (const id of ids) assert.deepEqual(sortedPages(await (await readSnapshot(packs, id)).read()), expected.get(id));
}

async function storedIds(store: ObjectStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of listAll(store, 'snapshots/')) ids.push(snapshotIdOf(key) ?? key);
  return ids;
}

/** Crashes before the n-th call; afterwards what was committed, and what can be seen, is whole, and the script can run again to its end. */
async function crashBefore(newStore: () => ObjectStore, expected: Expected, seed: number, call: number): Promise<void> {
  const store = newStore();
  const committed: string[] = [];
  const dying = new FaultyStore(store, (number) => (number === call ? 'crash-before' : undefined));
  await assert.rejects(writeScript(dying, seed, (id) => committed.push(id)), Crash);
  const seen = await storedIds(store);
  assert.ok(committed.every((id) => seen.includes(id)), `crashed at call ${call}: a committed snapshot is gone`);
  await checkAll(store, seen, expected);
  await writeScript(store, seed, () => undefined);
  await checkAll(store, expected.keys(), expected);
}

/** Goes on trying while the store is unavailable. Other errors must be named ones, and are given back. */
async function insist<T>(action: () => Promise<T>): Promise<T | StoreError> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Unavailable) continue;
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}

const TRANSIENT: readonly Fault[] = ['latency', 'fail-before', 'fail-after', 'truncate', 'flip'];

async function transientFaults(newStore: () => ObjectStore, seed: number, reads: number): Promise<void> {
  const random = randomWords(seed);
  const store = newStore();
  const faulty = new FaultyStore(store, () => (random() % 3 === 0 ? TRANSIENT[random() % TRANSIENT.length] : undefined), random);
  const machine = new ToyMachine(seed);
  const writer = SnapshotWriter.begin(new Packs(faulty), machine.memory);
  const expected: Expected = new Map();
  for (const steps of STEPS) {
    machine.run(steps);
    const pages = sortedPages(machine.saved);
    let saved = machine.save();
    const written = await insist(async () => {
      const nothing = { ...saved, ram: new Map([...saved.ram.keys()].map((name) => [name, new Map<number, Uint8Array>()])), disks: new Map([['disk0', new Map()]]) };
      const now = saved;
      saved = nothing; // after a failure the writer has it all already
      return writer.write(now);
    });
    if (!(written instanceof StoreError)) expected.set(written.snapshot.id, pages);
  }
  for (const [id, pages] of expected) {
    for (let read = 0; read < reads; read++) {
      const found = await insist(async () => sortedPages(await (await readSnapshot(new Packs(faulty), id)).read()));
      if (!(found instanceof StoreError)) assert.deepEqual(found, pages);
    }
  }
  await checkAll(store, expected.keys(), expected);
}

/** Bytes of an object as a broken medium may have them. */
function damaged(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const at = random() % bytes.length;
  switch (random() % 4) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return other;
    case 2:
      return Uint8Array.from({ length: bytes.length + 1 + (random() % 100) }, (_, index) => bytes[index] ?? 7);
    default:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << (random() % 8)) : byte));
  }
}

async function damageAtRest(newStore: () => ObjectStore, seed: number, rounds: number): Promise<void> {
  const random = randomWords(seed);
  const store = newStore();
  const expected: Expected = new Map();
  await writeScript(store, seed, (id, pages) => expected.set(id, pages));
  const keys: string[] = [];
  for await (const { key } of listAll(store, '')) keys.push(key);
  for (let round = 0; round < rounds; round++) {
    const [key, otherKey] = [keys[random() % keys.length] ?? '', keys[random() % keys.length] ?? ''];
    const [bytes, other] = [await store.get(key), await store.get(otherKey)];
    await store.put(key, damaged(bytes, other, random));
    for (const [id, pages] of expected) {
      try {
        assert.deepEqual(sortedPages(await (await readSnapshot(new Packs(store), id)).read()), pages);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        assert.match(error.code, /^(damaged|unknown-format)$/);
        assert.ok(error.message.includes(id) || error.message.includes('pack '), error.message);
      }
    }
    await store.put(key, bytes);
  }
  await checkAll(store, expected.keys(), expected);
}

/** How much is tried: a store that is far away makes every call dear. */
interface Effort {
  readonly seeds: readonly number[];
  /** How often each snapshot is read. */
  readonly reads: number;
  readonly damages: number;
}

const efforts: Readonly<Record<'full' | 'short', Effort>> = {
  full: { seeds: [2, 3, 4], reads: 6, damages: 24 },
  short: { seeds: [2], reads: 2, damages: 6 },
};

/** What snapshots have to survive in any store. */
export const faultCases = (effort: keyof typeof efforts = 'full'): readonly FaultCase[] => [
  {
    title: 'a crash between any two calls loses no snapshot that was stored, and leaves none that is not whole',
    run: async (newStore) => {
      const { expected, calls } = await undisturbed(newStore, 1);
      const crashes = Array.from({ length: calls }, (_, call) => crashBefore(newStore, expected, 1, call + 1));
      await Promise.all(crashes);
    },
  },
  ...efforts[effort].seeds.map((seed): FaultCase => ({
    title: `failed calls, truncated and flipped bytes, latency: never a wrong byte (seed ${seed})`,
    run: (newStore) => transientFaults(newStore, seed, efforts[effort].reads),
  })),
  { title: 'objects damaged where they lie: the snapshot as it was, or an error that names it', run: (newStore) => damageAtRest(newStore, 5, efforts[effort].damages) },
];
