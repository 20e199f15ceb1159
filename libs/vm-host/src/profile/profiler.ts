import { Backtraces, SymbolTable, type Frame } from '@reprise/crash';
import type { Compilation, DropReason, JitObserver } from '@reprise/jit';
import type { DeviceTrace } from '@reprise/qdev';
import type { Run, RunLimits, RunStop } from '@reprise/vm';
import type { RunPorts } from '../run/prepared-run.ts';
import type { Runner } from '../session/run-session.ts';
import type { Profile, ProfileCounts, Sample } from './profile.ts';

/** Instructions from one sample to the next: a prime number, so that it falls into step with no loop. */
const PERIOD = 100_003;
const MODES = ['user', 'supervisor', 'hypervisor', 'machine'];
const PAGE_BITS = 12n;

/**
 * Looks at where a run is at every multiple of PERIOD instructions, and counts what it does meanwhile. It changes nothing in the run, and its
 * samples are the same each time; what is counted of tiers and compiled code depends on how long slices are, and so on the host.
 */
export class Profiler implements Runner {
  /** What the run is to be made with. */
  readonly ports: Required<Pick<RunPorts, 'trace' | 'jit'>>;
  readonly #samples: Sample[] = [];
  readonly #mmio = new Map<string, { reads: number; writes: number }>();
  readonly #compiled = { regions: 0, instructions: 0, bytes: 0, ms: 0 };
  readonly #dropped: Partial<Record<DropReason, number>> = {};
  #began = 0;
  #following: { readonly run: Run; readonly runner: Runner; readonly symbols: SymbolTable; readonly backtraces: Backtraces } | undefined;
  #next = 0;
  #start = 0;

  constructor() {
    this.ports = { trace: this.#deviceTrace(), jit: { counts: true, observer: this.#jitObserver() } };
  }

  /** Profiles a run that was made with `ports`, from where it is on. `runner`: who runs it. */
  follow(run: Run, runner: Runner, symbols = new SymbolTable([])): void {
    this.#following = { run, runner, symbols, backtraces: new Backtraces(run, symbols) };
    this.#start = run.icount;
    this.#next = run.icount - (run.icount % PERIOD) + PERIOD;
  }

  /** Runs as Run.runUntil does. */
  async runUntil(limits: RunLimits): Promise<RunStop> {
    const { run, runner } = this.#followed;
    const { icount = Infinity, time = Infinity } = limits;
    for (;;) {
      const stop = await runner.runUntil({ ...limits, icount: Math.min(icount, this.#next) });
      if (run.icount >= this.#next) this.#sample();
      if (stop.reason !== 'limit' || run.icount >= icount || run.now.time >= time) return stop;
    }
  }

  wake(): void {
    this.#following?.runner.wake?.();
  }

  /** What was seen until now. */
  get profile(): Profile {
    return { period: PERIOD, samples: this.#samples, counts: this.#counts };
  }

  get #followed() {
    if (!this.#following) throw new Error('a profiler follows a run');
    return this.#following;
  }

  #sample(): void {
    const { run, backtraces } = this.#followed;
    const hart = run.engine.currentHart;
    const frames = backtraces.of(hart).filter(({ isSure }) => isSure);
    const names = frames.map((frame) => this.#nameOf(frame)).reverse();
    this.#samples.push({ hart: hart.index, stack: names.filter((name, index) => !isPlace(name) || name !== names[index - 1]) });
    this.#next += PERIOD;
  }

  /** A function; where none is known, a place: the page of code, or all code of user mode. */
  #nameOf({ pc, privilege, isCaller }: Frame): string {
    const at = isCaller ? pc - 1n : pc;
    const mode = MODES[privilege] ?? '';
    const name = this.#followed.symbols.lookup(at)?.name;
    return name ?? (mode === 'user' ? '(user mode)' : `(${mode} mode, page 0x${((at >> PAGE_BITS) << PAGE_BITS).toString(16)})`);
  }

  get #counts(): ProfileCounts {
    const { run } = this.#followed;
    const instructions = run.icount - this.#start;
    const counters = run.interpreter.counters?.read();
    const compiled = counters?.compiled ?? 0;
    return {
      instructions,
      tiers: { interpreted: instructions - compiled, compiled },
      regions: counters && {
        entered: counters.entered,
        chained: counters.chained,
        left: { jumped: counters.jumped, steps: counters.steps, uncompiled: counters.uncompiled, memory: counters.memory, floatingPoint: counters.floatingPoint },
      },
      slow: counters && { loads: counters.slowLoads, stores: counters.slowStores, fetches: counters.slowFetches, floatingPoint: counters.slowFloatingPoint },
      mmio: Object.fromEntries(this.#mmio),
      compiler: { ...this.#compiled, ms: Math.round(this.#compiled.ms * 1000) / 1000, dropped: this.#dropped },
    };
  }

  #deviceTrace(): DeviceTrace {
    return {
      mmio: ({ path, isWrite }) => {
        const device = this.#mmio.get(path) ?? { reads: 0, writes: 0 };
        device[isWrite ? 'writes' : 'reads']++;
        this.#mmio.set(path, device);
      },
    };
  }

  #jitObserver(): JitObserver {
    return {
      compiling: () => void (this.#began = performance.now()),
      compiled: ({ region: { blocks }, module }: Compilation) => {
        this.#compiled.ms += performance.now() - this.#began;
        this.#compiled.regions++;
        this.#compiled.bytes += module.length;
        for (const { instructions } of blocks) this.#compiled.instructions += instructions.length;
      },
      dropped: (_, reason) => void (this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1),
    };
  }
}

/** Is a name that of a place, and not of a function? How deep calls go in it is of no use. */
const isPlace = (name: string): boolean => name.startsWith('(');
