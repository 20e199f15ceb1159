import { ControlError } from '../errors.ts';
import { collectGarbage } from '../gc/collect-garbage.ts';
import type { GarbageStore } from '../gc/garbage-store.ts';
import { keepObjects, snapshotKey } from '../gc/keep-objects.ts';
import type { CondemnedTable, Ports, RecordTables } from '../ports.ts';
import { bundled, stateOf } from './world.ts';

/** Few, so that equal ones are made again and again. */
const STATES = 4;
const PACKS = 6;
const GRACE = 1000;
/** Longer than a collection may be silent, and than anybody takes from looking at an object to telling the record of it: so only when nobody is at work. */
const LONG = 11 * 60_000;

/** mulberry32: integers from 0 on, below `below`. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface SimulatedRun {
  readonly id: string;
  readonly origin: string | null;
  state: string | null;
  isDeleted: boolean;
}

/** Something that goes step by step, and may be killed between two. */
class Process {
  #resume: (() => void) | undefined;

  /** Comes to a step, and goes on when it is its turn. */
  readonly step = (): Promise<void> => new Promise((resolve) => {
    this.#resume = resolve;
  });

  /** Takes its turn, up to its next step. */
  async turn(): Promise<void> {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    await new Promise((done) => setImmediate(done));
  }

  get isOver(): boolean {
    return this.#resume === undefined;
  }
}

/**
 * Collections against runs that write, fork and are deleted, all at once. Every call of the store and of the record is a step of its process; which process takes the next
 * step, and which dies, is drawn by a seed. After each step all that the record needs has to be in the store.
 */
export class GcSimulation {
  readonly counts = { commits: 0, refused: 0, forks: 0, deleted: 0, killed: 0, collections: 0, waits: 0 };
  readonly #random: (below: number) => number;
  readonly #asks: boolean;
  /** Packs of a manifest; nothing of a pack. */
  readonly #store = new Map<string, readonly string[]>();
  readonly #lists = new Map<string, Uint8Array>();
  readonly #condemned = new Map<string, { collection: string; at: number; gone: boolean }>();
  readonly #runs: SimulatedRun[] = [];
  readonly #processes = new Set<Process>();
  #now = 1_800_000_000_000;

  /** `asks`: whether who comes to need objects asks if they are condemned. Without, it is a matter of time until something is lost. */
  constructor(seed: number, asks: boolean) {
    this.#random = randomOf(seed);
    this.#asks = asks;
  }

  /** Answers what is lost, after so many turns or when something is. */
  async run(turns: number): Promise<readonly string[]> {
    for (let turn = 0; turn < turns; turn++) {
      await this.#turn();
      const lost = this.#lost();
      if (lost.length > 0) return lost;
    }
    return [];
  }

  async #turn(): Promise<void> {
    const processes = [...this.#processes];
    const process = processes[this.#random(processes.length + 1)];
    if (process) {
      if (this.#random(200) === 0) {
        this.#processes.delete(process);
        this.counts.killed++;
        return;
      }
      await process.turn();
      if (process.isOver) this.#processes.delete(process);
      return;
    }
    this.#now += this.#random(GRACE);
    if (processes.length === 0 && this.#random(2) === 0) {
      this.#now += LONG;
      this.counts.waits++;
    }
    const actions = [() => this.#start((one) => this.#write(one)), () => this.#start((one) => this.#fork(one)), () => this.#delete(), () => this.#start((one) => this.#collect(one))];
    if (processes.length < 6) await actions[this.#random(actions.length)]?.();
  }

  async #start(work: (process: Process) => Promise<void>): Promise<void> {
    const process = new Process();
    this.#processes.add(process);
    void work(process).catch((error: unknown) => {
      if (!(error instanceof ControlError)) throw error;
    });
  }

  /** A run stores a state: packs, the manifest, and then it tells the record. */
  async #write({ step }: Process): Promise<void> {
    const state = stateOf(this.#random(STATES));
    let packs: readonly string[] = [0, 1].map(() => `packs/${this.#random(PACKS)}`);
    const put = (key: string, value: readonly string[]): void => {
      if (!this.#store.has(key)) this.#store.set(key, value);
    };
    for (const pack of packs) {
      await step();
      put(pack, []);
    }
    await step();
    put(snapshotKey(state), packs);
    await step();
    packs = this.#store.get(snapshotKey(state)) ?? packs; // somebody else's, perhaps: it is the one that counts
    if (packs.some((pack) => !this.#store.has(pack))) return;
    await step();
    const run = this.#alive()[this.#random(this.#alive().length + 1)] ?? this.#newRun(null);
    if (await this.#keeps([snapshotKey(state), ...packs])) {
      run.state = state;
      this.counts.commits++;
    }
  }

  async #fork({ step }: Process): Promise<void> {
    await step();
    const { state } = this.#alive()[this.#random(this.#alive().length || 1)] ?? { state: null };
    if (state === null || !(await this.#keeps([snapshotKey(state)]))) return;
    this.#newRun(state);
    this.counts.forks++;
  }

  async #delete(): Promise<void> {
    const run = this.#alive()[this.#random(this.#alive().length || 1)];
    if (run) run.isDeleted = true;
  }

  async #collect(process: Process): Promise<void> {
    await process.step();
    await collectGarbage(this.#portsOf(process), this.#storeOf(process), { dryRun: false, grace: GRACE });
    this.counts.collections++;
  }

  #alive(): SimulatedRun[] {
    return this.#runs.filter(({ isDeleted }) => !isDeleted);
  }

  #newRun(origin: string | null): SimulatedRun {
    const run: SimulatedRun = { id: `r_${this.#runs.length}`, origin, state: null, isDeleted: false };
    this.#runs.push(run);
    return run;
  }

  #needed(): string[] {
    return [...new Set(this.#alive().flatMap(({ state, origin }) => [state, origin].filter((each) => each !== null)))].toSorted();
  }

  /** What the record needs and the store has not. */
  #lost(): string[] {
    return this.#needed().flatMap((state) => {
      const manifest = this.#store.get(snapshotKey(state));
      return manifest === undefined ? [snapshotKey(state)] : manifest.filter((pack) => !this.#store.has(pack));
    });
  }

  /** The record comes to need objects, in the same transaction. */
  async #keeps(keys: readonly string[]): Promise<boolean> {
    if (!this.#asks) return true;
    try {
      // the one table that it uses
      const tables = { condemned: this.#condemnedOf(async () => undefined) } as RecordTables;
      await keepObjects(tables, { objects: { namedBy: (key) => Promise.resolve(this.#store.get(key)) } }, keys);
      return true;
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.counts.refused++;
      return false;
    }
  }

  #storeOf({ step }: Process): GarbageStore {
    const [store, lists] = [this.#store, this.#lists];
    return {
      async *list(prefix) {
        await step();
        for (const key of [...(prefix === 'gc/' ? lists : store).keys()].filter((each) => each.startsWith(prefix)).toSorted()) yield { key, size: 1 };
      },
      get: async (key) => {
        await step();
        return lists.get(key) ?? Buffer.from(JSON.stringify({ id: key, createdAt: this.#now, keys: [], bytes: 0 })); // forgotten meanwhile
      },
      put: async (key, bytes) => {
        await step();
        lists.set(key, bytes);
      },
      delete: async (key) => {
        await step();
        lists.delete(key);
        if (store.delete(key)) this.counts.deleted++;
      },
      keysOfState: async (state) => {
        await step();
        const packs = store.get(snapshotKey(state));
        return packs === undefined ? [] : [snapshotKey(state), ...packs];
      },
      keysOfRun: async () => [],
    };
  }

  /** Conditions as the record has them in SQL. */
  #condemnedOf(step: () => Promise<void>): CondemnedTable {
    const condemned = this.#condemned;
    return {
      among: async (keys) => keys.flatMap((key) => {
        const found = condemned.get(key);
        return found ? [{ key, ...found }] : [];
      }),
      condemn: async (keys, collection, now, stale) => keys.filter((key) => {
        const known = condemned.get(key);
        if (known && !known.gone && known.at >= stale) return false;
        condemned.set(key, { collection, at: now, gone: false });
        return true;
      }),
      pending: async () => {
        await step();
        return [...condemned].flatMap(([key, { gone }]) => (gone ? [] : [key]));
      },
      spare: async (keys) => {
        await step();
        for (const key of keys) condemned.delete(key);
      },
      deleted: async (keys, collection) => {
        await step();
        for (const key of keys) {
          const known = condemned.get(key);
          if (known?.collection === collection) known.gone = true;
        }
      },
      forget: async (before) => {
        await step();
        for (const [key, { gone, at }] of condemned) if (gone && at < before) condemned.delete(key);
      },
    };
  }

  #portsOf({ step }: Process): Pick<Ports, 'record' | 'clock' | 'bundled'> {
    const page = <T extends string>(all: readonly T[], after: string | undefined, limit: number): T[] => all.filter((each) => each > (after ?? '')).slice(0, limit);
    const tables = {
      runs: { kept: async () => [], get: async () => undefined },
      uploads: { list: async () => [] },
      images: { kept: async () => [] },
      snapshots: {
        kept: async ({ after, limit }: { readonly after: string | undefined; readonly limit: number }) => {
          await step();
          return page(this.#needed(), after, limit);
        },
      },
      condemned: this.#condemnedOf(step),
    };
    const record = {
      ...tables,
      transaction: async <T>(work: (given: typeof tables) => Promise<T>) => {
        await step();
        return work(tables);
      },
    };
    // what collectGarbage calls of it
    return { record: record as unknown as Ports['record'], clock: { now: () => this.#now }, bundled };
  }
}
