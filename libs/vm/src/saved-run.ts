import type { PageTracker, RamBlock } from '@reprise/memory';
import {
  expectInteger, expectMap, loadSection, saveSection, safeInteger, StateError, u32,
  type StateDescription, type Tree, type TreeMap,
} from '@reprise/vmstate';
import type { ConsoleInput } from './console-input.ts';
import type { Disk } from './disk.ts';
import type { Engine } from './engine.ts';
import { copyPages, replacePages, type PageLookup, type Pages } from './pages.ts';
import type { MemoryTrees } from './memory-trees.ts';
import type { SeededEntropy } from './seeded-entropy.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { WrittenPages } from './written-pages.ts';

/** The parts of a run that have state. */
export interface RunParts {
  readonly machine: { readonly harts: { readonly length: number }; readonly ramBlocks: readonly RamBlock[]; readonly tracker: PageTracker; save(): Tree; load(tree: Tree): void };
  readonly time: VirtualTime;
  readonly engine: Engine;
  readonly configuration: Tree;
  readonly inputs: ReadonlyMap<string, ConsoleInput>;
  readonly entropy: ReadonlyMap<string, SeededEntropy>;
  readonly disks: ReadonlyMap<string, Disk>;
  readonly written: WrittenPages;
  readonly trees: MemoryTrees;
}

/** A moment in the life of a run's memory: what is written after it can be told from what was there. */
export interface RunMark {
  readonly ram: number;
  readonly disks: ReadonlyMap<string, number>;
}

/** A run at one instant: plain data, apart from the run that it was taken of. */
export interface SavedRun {
  /** Configuration, engine, harts, devices, input that waits. */
  readonly state: TreeMap;
  /** By RAM block: its pages that are not all zeros; in what was saved since a mark, all that were written, zeros too. */
  readonly ram: ReadonlyMap<string, Pages>;
  /** By disk: the pages written over its image. */
  readonly disks: ReadonlyMap<string, Pages>;
}

/** What a run can be restored from: the pages of RAM may be looked up where they are kept. None = zeros. */
export interface RestorableRun extends Omit<SavedRun, 'ram'> {
  readonly ram: ReadonlyMap<string, PageLookup>;
}

const engineFields = { icount: safeInteger(), idle: safeInteger(), turn: u32(), turnLeft: u32() };

const engineState: StateDescription<typeof engineFields> = { name: 'engine', version: 1, fields: engineFields };

const ENGINE = '/engine';

/** The state of a run without its memory. */
export function saveState(run: RunParts): TreeMap {
  const { icount, idle } = run.time;
  return {
    configuration: run.configuration,
    engine: saveSection(engineState, { icount, idle, ...run.engine.save() }, ENGINE),
    machine: run.machine.save(),
    inputs: Object.fromEntries([...run.inputs].map(([path, input]): [string, Tree] => [path, input.waiting])),
    entropy: Object.fromEntries([...run.entropy].map(([name, source]): [string, Tree] => [name, source.taken])),
  };
}

/** The state of a run; with `since`, only those pages that were written after it. */
export function saveRun(run: RunParts, since?: RunMark): SavedRun {
  run.written.mark();
  const ram = run.machine.ramBlocks.map((block): [string, Pages] => {
    const pages = run.written.since(block, since?.ram ?? 0).toArray();
    return [block.name, copyPages(block, pages, since !== undefined)];
  });
  const disks = [...run.disks].map(([name, disk]): [string, Pages] => [name, disk.save(since?.disks.get(name))]);
  return { state: saveState(run), ram: new Map(ram), disks: new Map(disks) };
}

/** Marks how far everything is written. */
export const markRun = ({ written, disks }: Pick<RunParts, 'written' | 'disks'>): RunMark =>
  ({ ram: written.mark(), disks: new Map([...disks].map(([name, disk]) => [name, disk.mark()])) });

/**
 * Puts a run into a saved state; with `since`, its RAM is known to hold what is saved but for the pages written after that mark. Throws a
 * StateError, before anything is changed, when the state is of another configuration.
 */
export function loadRun(run: RunParts, { state, ram, disks }: RestorableRun, since?: RunMark): void {
  const load = prepareState(run, state);
  const blocks = run.machine.ramBlocks.map((block) => ({ block, saved: expectPart(ram, 'ram', block.name) }));
  const drives = [...run.disks].map(([name, disk]) => ({ disk, saved: expectPart(disks, 'disks', name) }));
  load();
  if (!since && run.machine.tracker.hasSource) {
    run.machine.tracker.dropSource();
    run.trees.reset();
  }
  run.written.mark();
  for (const { block, saved } of blocks) {
    const pages = since && run.written.since(block, since.ram).toArray();
    replacePages(block, saved, pages, (page) => run.written.isWritten(block, page));
  }
  for (const { disk, saved } of drives) disk.load(saved);
}

/** The pages of one memory. @throws StateError */
export function expectPart<T>(parts: ReadonlyMap<string, T>, kind: string, name: string): T {
  const part = parts.get(name);
  if (part === undefined) throw new StateError(`/${kind}/${name}`, 'its pages are missing');
  return part;
}

/** Checks a state against a run, and returns what puts the run there but for its memory. @throws StateError */
export function prepareState(run: RunParts, state: TreeMap): () => void {
  if (!sameTree(state['configuration'] ?? null, run.configuration)) {
    throw new StateError('/configuration', 'the state was saved of a machine of another configuration');
  }
  const engine = loadSection(engineState, state['engine'] ?? null, ENGINE);
  expectInteger(engine.turn, `${ENGINE}/turn`, 0, run.machine.harts.length - 1);
  const inputs = expectMap(state['inputs'] ?? null, '/inputs');
  const waiting = [...run.inputs].map(([path, input]) => ({ input, bytes: expectBytes(inputs[path], `/inputs${path}`) }));
  const entropy = expectMap(state['entropy'] ?? null, '/entropy');
  const taken = [...run.entropy].map(([name, source]) => {
    const count = expectInteger(entropy[name] ?? null, `/entropy/${name}`, 0, Number.MAX_SAFE_INTEGER);
    return { source, count };
  });
  return () => {
    // Time first: devices may look at it while they are loaded.
    run.time.restore(engine.icount, engine.idle);
    run.engine.restore(engine.turn, engine.turnLeft);
    run.machine.load(state['machine'] ?? null);
    for (const { input, bytes } of waiting) input.waiting = bytes;
    for (const { source, count } of taken) source.taken = count;
  };
}

/** Would both be encoded alike? An integer may be a number or a bigint. */
function sameTree(a: Tree, b: Tree): boolean {
  if (typeof a === 'bigint' || typeof b === 'bigint') return isInteger(a) && isInteger(b) && BigInt(a) === BigInt(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (a instanceof Uint8Array || b instanceof Uint8Array) return a instanceof Uint8Array && b instanceof Uint8Array && sameItems(a, b, Object.is);
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems<Tree>(a, b, sameTree);
  const [left, right]: TreeMap[] = [a as TreeMap, b as TreeMap]; // the only other objects in a tree
  const names = Object.keys(left ?? {});
  return names.length === Object.keys(right ?? {}).length && names.every((name) => sameTree(left?.[name] ?? null, right?.[name] ?? null));
}

const isInteger = (tree: Tree): tree is number | bigint => typeof tree === 'number' || typeof tree === 'bigint';

const sameItems = <T>(a: ArrayLike<T>, b: ArrayLike<T>, isSame: (left: T, right: T) => boolean): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!isSame(a[at] as T, b[at] as T)) return false; // within both lengths
  return true;
};

function expectBytes(tree: Tree | undefined, path: string): Uint8Array {
  if (tree instanceof Uint8Array) return new Uint8Array(tree);
  throw new StateError(path, 'expected bytes');
}
