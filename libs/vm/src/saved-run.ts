import type { RamBlock } from '@reprise/memory';
import { isZero, PAGE_BYTES } from '@reprise/tree';
import { encodeCanonical, expectMap, loadSection, saveSection, safeInteger, StateError, u32, type StateDescription, type Tree, type TreeMap } from '@reprise/vmstate';
import type { ConsoleInput } from './console-input.ts';
import type { Disk } from './disk.ts';
import type { Engine } from './engine.ts';
import type { SeededEntropy } from './seeded-entropy.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The parts of a run that have state. */
export interface RunParts {
  readonly machine: { readonly ramBlocks: readonly RamBlock[]; save(): Tree; load(tree: Tree): void };
  readonly time: VirtualTime;
  readonly engine: Engine;
  readonly configuration: Tree;
  readonly inputs: ReadonlyMap<string, ConsoleInput>;
  readonly entropy: ReadonlyMap<string, SeededEntropy>;
  readonly disks: ReadonlyMap<string, Disk>;
}

/** Pages by number, each of 4 KiB. */
export type Pages = ReadonlyMap<number, Uint8Array>;

/** A run at one instant: plain data, apart from the run that it was taken of. */
export interface SavedRun {
  /** Configuration, engine, harts, devices, input that waits. */
  readonly state: TreeMap;
  /** By RAM block: its pages that are not all zeros. */
  readonly ram: ReadonlyMap<string, Pages>;
  /** By disk: the pages written over its image. */
  readonly disks: ReadonlyMap<string, Pages>;
}

const engineFields = { icount: safeInteger(), idle: safeInteger(), turn: u32(), turnLeft: u32() };

const engineState: StateDescription<typeof engineFields> = { name: 'engine', version: 1, fields: engineFields };

const ENGINE = '/engine';

/** The state of a run; with its memory, unless that is not wanted. */
export function saveRun(run: RunParts, withMemory = true): SavedRun {
  const { icount, idle } = run.time;
  const state = {
    configuration: run.configuration,
    engine: saveSection(engineState, { icount, idle, ...run.engine.save() }, ENGINE),
    machine: run.machine.save(),
    inputs: Object.fromEntries([...run.inputs].map(([path, input]): [string, Tree] => [path, input.waiting])),
    entropy: Object.fromEntries([...run.entropy].map(([name, source]): [string, Tree] => [name, source.taken])),
  };
  return {
    state,
    ram: new Map(withMemory ? run.machine.ramBlocks.map((block) => [block.name, copyPages(block)]) : []),
    disks: new Map(withMemory ? [...run.disks].map(([name, disk]) => [name, disk.save()]) : []),
  };
}

/** Puts a run into a saved state. Throws a StateError, before anything is changed, when the state is of another configuration. */
export function loadRun(run: RunParts, { state, ram, disks }: SavedRun): void {
  if (!sameTree(state['configuration'] ?? null, run.configuration)) {
    throw new StateError('/configuration', 'the state was saved of a machine of another configuration');
  }
  for (const { name } of run.machine.ramBlocks) if (!ram.has(name)) throw new StateError(`/ram/${name}`, 'its pages are missing');
  for (const name of run.disks.keys()) if (!disks.has(name)) throw new StateError(`/disks/${name}`, 'its pages are missing');
  const engine = loadSection(engineState, state['engine'] ?? null, ENGINE);
  run.machine.load(state['machine'] ?? null);
  run.time.restore(engine.icount, engine.idle);
  run.engine.restore(engine.turn, engine.turnLeft);
  const inputs = expectMap(state['inputs'] ?? null, '/inputs');
  for (const [path, input] of run.inputs) input.waiting = expectBytes(inputs[path], `/inputs${path}`);
  const entropy = expectMap(state['entropy'] ?? null, '/entropy');
  for (const [name, source] of run.entropy) source.taken = Number(entropy[name]);
  for (const block of run.machine.ramBlocks) replacePages(block, ram.get(block.name) ?? new Map());
  for (const [name, disk] of run.disks) disk.load(disks.get(name) ?? new Map());
}

const sameTree = (a: Tree, b: Tree): boolean => {
  const [left, right] = [encodeCanonical(a), encodeCanonical(b)];
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
};

function expectBytes(tree: Tree | undefined, path: string): Uint8Array {
  if (tree instanceof Uint8Array) return tree.slice();
  throw new StateError(path, 'expected bytes');
}

function copyPages(block: RamBlock): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  for (let page = 0; page < block.size / PAGE_BYTES; page++) {
    const bytes = block.page(page);
    if (!isZero(bytes)) pages.set(page, bytes.slice());
  }
  return pages;
}

const ZEROS = new Uint8Array(PAGE_BYTES);

/** Makes a block hold exactly these pages, and zeros elsewhere. */
function replacePages(block: RamBlock, pages: Pages): void {
  for (let page = 0; page < block.size / PAGE_BYTES; page++) {
    const bytes = pages.get(page);
    if (bytes) block.writeBytes(page * PAGE_BYTES, bytes);
    else if (!isZero(block.page(page))) block.writeBytes(page * PAGE_BYTES, ZEROS);
  }
}
