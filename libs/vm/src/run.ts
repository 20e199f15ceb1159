import { TimerList } from '@reprise/clock';
import { Interpreter, type InterpreterMachine, type KeptCode } from '@reprise/interp';
import { createJit, type JitOptions } from '@reprise/jit';
import { PageUnavailable, type PageTracker, type RamBlock } from '@reprise/memory';
import type { CharReceiver } from '@reprise/qdev';
import { ReferenceTier } from '@reprise/reference';
import { instructionExtensions, instructionTables, Slice, type Hart, type HartPorts, type TrapObserver } from '@reprise/riscv';
import { MemoryAccess, type Tier } from '@reprise/softmmu';
import type { HashFunction } from '@reprise/tree';
import { encodeCanonical, type Tree } from '@reprise/vmstate';
import { captureRun, type Capture } from './capture.ts';
import { ConsoleInput } from './console-input.ts';
import type { Disk } from './disk.ts';
import { Engine, type EngineLimits } from './engine.ts';
import { EventQueue, type InputEvent, type Instant, type StampedEvent } from './events.ts';
import { EngineHartPorts, type MtimeSource } from './hart-ports.ts';
import { digestRun, hashRun, type HashedState } from './hashed-state.ts';
import { MemoryTrees } from './memory-trees.ts';
import { RunState } from './run-state.ts';
import { loadRun, markRun, saveRun, saveState, type RestorableRun, type RunMark, type SavedRun } from './saved-run.ts';
import type { SeededEntropy } from './seeded-entropy.ts';
import { loadStored, type StoredRun } from './stored-run.ts';
import { DEFAULT_TIER, type TierName } from './tier-name.ts';
import { TracingTier, type InstructionObserver } from './tracing-tier.ts';
import { VirtualTime } from './virtual-time.ts';
import { Watchpoints, type Watchpoint, type WatchpointHit } from './watchpoints.ts';
import { WrittenPages } from './written-pages.ts';

/** What the engine gives to the machine that it is about to run. */
export interface RunEnvironment {
  readonly clock: VirtualTime;
  readonly timers: TimerList;
  readonly hartPorts: HartPorts;
  readonly system: { requestShutdown(exitCode: number): void; requestReset(): void };
  acceptInput(device: CharReceiver): void;
}

/** A machine that can be run: what `createMachine` of libs/machine gives. */
export interface RunMachine extends InterpreterMachine, MtimeSource {
  readonly tracker: PageTracker;
  readonly ramBlocks: readonly RamBlock[];
  /** Devices that take characters, by their path. */
  readonly receivers: ReadonlyMap<string, CharReceiver>;
  reset(): void;
  /** The state of harts and devices, by path. RAM is apart. */
  save(): Tree;
  load(tree: Tree): void;
  /** The configuration with the digests of its images. */
  describe(): Tree;
}

export interface RunOptions {
  readonly createMachine: (environment: RunEnvironment) => RunMachine;
  readonly hash: HashFunction;
  /** DEFAULT_TIER if none is given. All take the same steps. */
  readonly tier?: TierName;
  /** When the tier 'jit' compiles, how much it keeps, and who is told. */
  readonly jit?: Partial<JitOptions>;
  /** What was compiled before, if the host keeps that. */
  readonly kept?: KeptCode;
  /** log2 of the virtual ns of one instruction, 0 .. 10; default 0. */
  readonly icountShift?: number;
  /** Instructions of one hart's turn, from 1 on; default 10,000. */
  readonly quantum?: number;
  /** Disks and sources of entropy that the machine was given, by name: their state is saved with it. */
  readonly disks?: ReadonlyMap<string, Disk>;
  readonly entropy?: ReadonlyMap<string, SeededEntropy>;
  /** A guest that resets the machine ends the run instead. Default false. */
  readonly stopAtReset?: boolean;
  /** Told of every instruction; it makes a run slow, and changes nothing else. */
  readonly onInstruction?: InstructionObserver;
}

/** How far to run: whichever comes first. Absolute. */
export interface RunLimits {
  readonly icount?: number;
  /** Virtual time in ns. */
  readonly time?: number;
  /** The index of a hart: to the end of the next step that it takes. */
  readonly stepOf?: number | undefined;
}

/** Why a run stopped. */
export type RunStop =
  | { readonly reason: 'limit' | 'step' | 'breakpoint' | 'stop-request' }
  /** Before the instruction that will touch a watchpoint; going on from it does not stop at it again. */
  | { readonly reason: 'watchpoint'; readonly hit: WatchpointHit }
  /** Every hart waits for an interrupt that nothing inside can raise. */
  | { readonly reason: 'idle' }
  | { readonly reason: 'shutdown'; readonly exitCode: number }
  | { readonly reason: 'reset' }
  /** Memory or a disk is kept elsewhere and cannot be had from there. The run cannot go on, and can only be restored. */
  | { readonly reason: 'io-error'; readonly error: PageUnavailable }
  /** The engine failed: a defect of ours, not the guest's doing. The run can still be saved. */
  | { readonly reason: 'internal-error'; readonly error: unknown };

const DEFAULT_QUANTUM = 10_000;

/**
 * One run of a machine: driven from outside, and a pure function of its configuration and the events injected. It runs only inside
 * `runUntil`, which returns.
 */
export class Run {
  readonly machine: RunMachine;
  readonly state = new RunState();
  readonly timers = new TimerList();
  readonly time: VirtualTime;
  readonly engine: Engine;
  readonly tier: Tier;
  readonly icountShift: number;
  readonly quantum: number;
  readonly disks: ReadonlyMap<string, Disk>;
  readonly entropy: ReadonlyMap<string, SeededEntropy>;
  readonly inputs: ReadonlyMap<string, ConsoleInput>;
  readonly written: WrittenPages;
  readonly trees: MemoryTrees;
  readonly hash: HashFunction;
  readonly interpreter: Interpreter;
  readonly #slice = new Slice();
  readonly #ports: EngineHartPorts;
  readonly #events = new EventQueue();
  readonly #eventHandlers = new Set<(happened: StampedEvent) => void>();
  readonly #stopAtReset: boolean;
  /** Devices that can take input since the engine last ran. */
  readonly #accepting = new Set<string>();
  readonly #access: MemoryAccess;
  /** Made once: it takes the digests of all images. */
  #configuration: Tree | undefined;
  #hit: WatchpointHit | undefined;
  /** The icount at which the run was last held before an access, so that it is not held there again. */
  #heldAt: number | undefined;
  #shutdown: number | undefined;
  #resetRequested = false;
  #stopRequested = false;

  constructor(options: RunOptions) {
    this.icountShift = options.icountShift ?? 0;
    this.quantum = options.quantum ?? DEFAULT_QUANTUM;
    this.time = new VirtualTime(this.#slice, this.icountShift);
    this.#ports = new EngineHartPorts(this.#slice, this.time, this.timers);
    this.disks = options.disks ?? new Map();
    this.entropy = options.entropy ?? new Map();
    this.hash = options.hash;
    this.#stopAtReset = options.stopAtReset ?? false;
    this.machine = options.createMachine({
      clock: this.time,
      timers: this.timers,
      hartPorts: this.#ports,
      system: {
        requestShutdown: (exitCode) => this.#ask(() => (this.#shutdown = exitCode)),
        requestReset: () => this.#ask(() => (this.#resetRequested = true)),
      },
      acceptInput: ({ path }) => this.#acceptInput(path),
    });
    const { harts, memory, space, tracker } = this.machine;
    const tables = instructionTables(instructionExtensions(firstHart(harts).configuration.extensions));
    this.interpreter = (options.tier ?? DEFAULT_TIER) === 'jit' ? createJit(this.machine, tables, this.#slice, options.jit, options.kept) : new Interpreter(this.machine, tables, this.#slice, undefined, options.kept);
    const { softmmu } = this.interpreter;
    const isReference = options.tier === 'reference';
    const access = isReference ? new MemoryAccess(memory, space, tracker, softmmu, false) : this.interpreter.access;
    const tier = isReference ? new ReferenceTier(access, tables, this.#slice) : this.interpreter;
    this.tier = options.onInstruction ? new TracingTier(tier, access, options.onInstruction) : tier;
    this.#access = access;
    this.#ports.connect(harts, softmmu, access, this.machine);
    this.engine = new Engine(harts, this.tier, this.#slice, this.time, this.timers, this.quantum);
    this.written = new WrittenPages(tracker);
    this.trees = new MemoryTrees(this.machine.ramBlocks, this.written, options.hash);
    this.inputs = new Map([...this.machine.receivers].map(([path, receiver]) => [path, new ConsoleInput(receiver)]));
    this.timers.onMoved = () => this.#slice.end();
    this.reset();
  }

  /** What the run was made from, as plain data. */
  get configuration(): Tree {
    this.#configuration ??= { machine: this.machine.describe(), icountShift: this.icountShift, quantum: this.quantum };
    return this.#configuration;
  }

  /** Steps of all harts so far. */
  get icount(): number {
    return this.time.icount;
  }

  /** Where the run is. */
  get now(): Instant {
    return { icount: this.time.icount, time: this.time.now() };
  }

  /** Resets the machine as its reset button would: time and disks go on. */
  reset(): void {
    this.machine.reset();
    this.#ports.refresh();
  }

  /**
   * Lets an event happen: at once, or at the first instant with at least that icount and virtual time. What is injected before the run has
   * come that far is part of what determines it.
   * @throws Error if the machine has no such device
   */
  inject(event: InputEvent, at: Partial<Instant> = {}): void {
    if (event.kind !== 'reset') this.#input(event.device);
    this.#events.add({ icount: at.icount ?? 0, time: at.time ?? 0, event });
  }

  /** Is there an event that happens where the run is, as soon as it goes on? */
  get isEventDue(): boolean {
    const { next } = this.#events;
    return next !== undefined && next.icount <= this.icount && next.time <= this.time.now();
  }

  /** Forgets the events that wait for their instant. */
  forgetEvents(): void {
    this.#events.clear();
  }

  /** Calls `handler` with each event that has happened and the instant at which it did: injected there, it makes the same run again. */
  onEvent(handler: (happened: StampedEvent) => void): () => void {
    this.#eventHandlers.add(handler);
    return () => void this.#eventHandlers.delete(handler);
  }

  /** Makes `runUntil` return after the instruction under way. May be called from a callback while it runs. */
  requestStop(): void {
    this.#ask(() => (this.#stopRequested = true));
  }

  /** Runs until a limit, an end, a breakpoint or watchpoint, or a stop request. */
  runUntil(limits: RunLimits = {}): RunStop {
    const { icount = Infinity, time = Infinity, stepOf } = limits;
    this.state.set('running');
    const stop = this.#runGuarded({ icount, time, stepOf });
    this.state.set(stateAfter[stop.reason]);
    return stop;
  }

  /** Virtual addresses to stop before. */
  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.tier.setBreakpoints(addresses);
  }

  /** What to stop before an access to. */
  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    const observer = new Watchpoints(watchpoints, (hit) => this.#holdBefore(hit));
    this.#access.setObserver(watchpoints.length > 0 ? observer : undefined);
    this.interpreter.softmmu.flush();
  }

  /** Tells `observer` of the exceptions of every hart; undefined tells nobody any more. */
  observeTraps(observer: TrapObserver | undefined): void {
    this.#ports.traps = observer;
  }

  /** Marks how far memory is written, for `save` and `restore`. */
  mark(): RunMark {
    return markRun(this);
  }

  /** The state at this instant; with `since`, of memory only what was written after that mark. */
  save(since?: RunMark): SavedRun {
    return saveRun(this, since);
  }

  /** The same with RAM still in place: for a snapshot that is taken while the run goes on. */
  capture(since?: RunMark): Capture {
    return captureRun(this, since);
  }

  /**
   * Puts the run where `saved` was made; events that wait for their instant are forgotten. With `since`, only RAM written after that mark is
   * replaced: the caller knows that the rest holds what was saved.
   * @throws StateError, and nothing is changed, if it is of another configuration
   */
  restore(saved: RestorableRun, since?: RunMark): void {
    loadRun(this, saved, since);
    this.#restored();
  }

  /**
   * The same with memory that is brought when it is touched. If it cannot be had then, the run ends with 'io-error'. Returns the mark after
   * which memory differs from what is stored.
   * @throws StateError, and nothing is changed, if it is of another configuration
   */
  restoreStored(stored: StoredRun): RunMark {
    const mark = loadStored(this, stored);
    this.#restored();
    return mark;
  }

  #restored(): void {
    this.tier.flush();
    this.interpreter.flush();
    this.#ports.refresh();
    this.#accepting.clear();
    this.#events.clear();
    this.#hit = undefined;
    this.#heldAt = undefined;
    this.#shutdown = undefined;
    this.#resetRequested = false;
    this.#stopRequested = false;
    this.state.set('restore-vm');
    this.state.set('paused');
  }

  /** The name of the machine's state: `sha256:` and the hash of its canonical encoding. Equal states have equal names. */
  digest(): string {
    return digestRun(this);
  }

  /** The state at this instant with memory as hash trees, to be compared with others. */
  hashed(): HashedState {
    return hashRun(this);
  }

  /** 32 bytes that tell apart all but memory and disks: cheap enough to be looked at often. */
  outline(): Uint8Array {
    const { configuration: _, ...state } = saveState(this);
    return this.hash(encodeCanonical(state));
  }

  #runGuarded(limits: EngineLimits): RunStop {
    try {
      return this.#loop(limits);
    } catch (error) {
      return error instanceof PageUnavailable ? { reason: 'io-error', error } : { reason: 'internal-error', error };
    }
  }

  /** At each instant: what was asked for is done, a limit ends it, events happen, and only then does the engine go on. */
  #loop(limits: EngineLimits): RunStop {
    for (;;) {
      const asked = this.#handleRequests();
      if (asked) return asked;
      if (this.icount >= limits.icount || this.time.now() >= limits.time) return { reason: 'limit' };
      if (this.#nextEventHappens()) continue;
      const stop = this.engine.run(this.#limitsBeforeEvent(limits));
      if (stop === 'breakpoint') return { reason: 'breakpoint' };
      if (stop === 'idle' || stop === 'step') return this.#handleRequests() ?? { reason: stop };
    }
  }

  /** Lets the next event happen if its instant has come, and this instant is not done. */
  #nextEventHappens(): boolean {
    if (this.engine.isSettled) return false;
    const { now } = this;
    const event = this.#events.takeDue(now);
    if (!event) return false;
    this.#happen(event);
    for (const handler of this.#eventHandlers) handler({ ...now, event });
    return true;
  }

  #limitsBeforeEvent(limits: EngineLimits): EngineLimits {
    const { next } = this.#events;
    const { now } = this;
    const { icount, time } = limits;
    if (!next) return limits;
    if (next.icount > now.icount) return { ...limits, icount: Math.min(icount, next.icount) };
    // An event for a later time at this very icount comes while every hart waits; one that came too late, at the next instant.
    if (next.time > now.time) return { ...limits, time: Math.min(time, next.time) };
    return { ...limits, icount: Math.min(icount, now.icount + 1), time: Math.min(time, now.time + 1) };
  }

  #handleRequests(): RunStop | undefined {
    for (const path of this.#accepting) this.inputs.get(path)?.offer();
    this.#accepting.clear();
    if (this.#shutdown !== undefined) {
      const exitCode = this.#shutdown;
      this.#shutdown = undefined;
      return { reason: 'shutdown', exitCode };
    }
    if (this.#resetRequested) {
      this.#resetRequested = false;
      if (this.#stopAtReset) return { reason: 'reset' };
      this.reset();
    }
    if (this.#hit) {
      const hit = this.#hit;
      this.#hit = undefined;
      return { reason: 'watchpoint', hit };
    }
    if (!this.#stopRequested) return undefined;
    this.#stopRequested = false;
    return { reason: 'stop-request' };
  }

  #happen(event: InputEvent): void {
    switch (event.kind) {
      case 'characters':
        return this.#input(event.device).add(event.bytes);
      case 'discard':
        return this.#input(event.device).discard();
      case 'reset':
        return this.reset();
    }
  }

  #input(device: string): ConsoleInput {
    const input = this.inputs.get(device);
    if (!input) throw new Error(`no device takes characters at '${device}'`);
    return input;
  }

  #acceptInput(path: string): void {
    if ((this.inputs.get(path)?.waiting.length ?? 0) === 0) return;
    this.#ask(() => this.#accepting.add(path));
  }

  /** Stops before the instruction under way, which is not to have been a step; false if that was done already. */
  #holdBefore(hit: WatchpointHit): boolean {
    const { icount } = this.time;
    if (icount === this.#heldAt) return false;
    this.#heldAt = icount;
    this.#slice.refund();
    this.#ask(() => (this.#hit = hit));
    return true;
  }

  /** Notes a wish and ends the slice, so that it is seen to before the next instruction. */
  #ask(note: () => void): void {
    note();
    this.engine?.stop();
  }
}

const stateAfter = {
  limit: 'paused',
  step: 'debug',
  'stop-request': 'paused',
  idle: 'paused',
  breakpoint: 'debug',
  watchpoint: 'debug',
  shutdown: 'shutdown',
  reset: 'shutdown',
  'io-error': 'io-error',
  'internal-error': 'internal-error',
} as const;

function firstHart(harts: readonly Hart[]): Hart {
  const [hart] = harts;
  if (!hart) throw new Error('a machine has at least one hart');
  return hart;
}
