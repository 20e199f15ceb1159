import { Interpreter, type CompileContext, type CompiledCode, type InterpreterMachine } from '@reprise/interp';
import { Decoder } from '@reprise/isa';
import { intrinsicsOf, regionType } from '@reprise/lower';
import { floatingPoint, hartWords, roundingMode, type Hart, type InstructionTables, type Slice } from '@reprise/riscv';
import { ModuleBuilder } from '@reprise/wasm';
import { discoverRegion } from './discover.ts';
import { emitRegion } from './emit-region.ts';
import { RegionCache, type CachedRegion } from './region-cache.ts';
import type { Region } from './region.ts';

/** When code is compiled and how much is kept. It changes how fast a run is, and nothing else. */
export interface JitOptions {
  /** Visits of a place until it is compiled; 0: at the first one, with all that can be reached from it, whether it ever was or not. */
  readonly threshold: number;
  /** Compiled regions that are kept; when there are more, all are dropped. */
  readonly capacity: number;
}

export const defaultJitOptions: JitOptions = { threshold: 4000, capacity: 8192 };

/** The JIT tier: an interpreter with compiled regions beside it. Other tables for regions than for the interpreter are for trying what finds faults. */
export function createJit(machine: InterpreterMachine, tables: InstructionTables, slice: Slice, options: JitOptions = defaultJitOptions, regionTables = tables): Interpreter {
  const decoder = new Decoder(regionTables.instructions, regionTables.compressed);
  return new Interpreter(machine, tables, slice, {
    threshold: Math.min(options.threshold, ASK_SELDOM),
    make: (context) => new Regions({ ...options, ...context, slice, decoder, harts: machine.harts }),
  });
}

interface RegionsOptions extends JitOptions, CompileContext {
  readonly slice: Slice;
  readonly decoder: Decoder;
  readonly harts: readonly Hart[];
}

const DYNAMIC = 7;
const ASK_OFTEN = 0;
const ASK_SELDOM = 255;
/** Places whose visits are kept. */
const MOST_COUNTED = 100_000;

/** Compiles regions when they are asked for, and drops them when what they were made from changes. */
class Regions implements CompiledCode {
  readonly table: WebAssembly.Table;
  readonly #options: RegionsOptions;
  readonly #cache: RegionCache;
  /** By address, visits of places that were asked about. */
  readonly #visits = new Map<bigint, number>();
  readonly #imports: Record<string, Record<string, unknown>>;

  constructor(options: RegionsOptions) {
    this.#options = options;
    this.#cache = new RegionCache(options.capacity);
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: options.capacity });
    this.#imports = { host: this.#host() };
  }

  hot(hart: Hart): number {
    const pc = hart.pc;
    for (const region of this.#cache.at(pc)) if (this.#enter(hart, region)) return ASK_OFTEN;
    if (!this.#isHot(pc)) return ASK_SELDOM;
    const { memory, softmmu, decoder, threshold, isReached } = this.#options;
    const fetchedPage = (address: bigint): number => softmmu.fetchedPage(hart, Number(BigInt.asIntN(32, address >> 32n)), Number(BigInt.asIntN(32, address)));
    const found = discoverRegion({ memory, decoder, fetchedPage, isWanted: threshold === 0 ? () => true : isReached }, pc);
    if (!found) return ASK_SELDOM;
    return this.#enter(hart, this.#compile(pc, found)) ? ASK_OFTEN : ASK_SELDOM;
  }

  /** Whether there were enough visits; until then there is a call for some of them. */
  #isHot(pc: bigint): boolean {
    const visits = (this.#visits.get(pc) ?? 0) + ASK_SELDOM;
    if (visits >= this.#options.threshold) return this.#visits.delete(pc) || true;
    if (this.#visits.size > MOST_COUNTED) this.#visits.clear();
    this.#visits.set(pc, visits);
    return false;
  }

  codeWritten(offset: number, length: number): void {
    this.#drop(this.#cache.touching(offset, length));
  }

  pageDropped(page: number): void {
    this.#drop(this.#cache.on(page));
  }

  /** Lets the hart's jumps lead to a region if all of its pages are mapped in its address space as they were when it was made. */
  #enter(hart: Hart, region: CachedRegion): boolean {
    const { softmmu } = this.#options;
    const addresses = region.pages.map(({ offset, host }) => {
      const address = region.base + BigInt(offset);
      const [high, low] = [Number(BigInt.asIntN(32, address >> 32n)), Number(BigInt.asIntN(32, address))];
      return softmmu.fetchedPage(hart, high, low) === host * 4096 ? low : undefined;
    });
    const pages = addresses.filter((low) => low !== undefined);
    if (pages.length < addresses.length) return false;
    softmmu.installJump(hart, hart.high(hartWords.PC), hart.low(hartWords.PC), region.index, pages);
    return true;
  }

  #compile(pc: bigint, region: Region): CachedRegion {
    if (this.#cache.isFull) this.#drop(this.#cache.all());
    const cached = this.#cache.add(pc, region);
    const { harts, capacity } = this.#options;
    const module = new ModuleBuilder();
    module.importMemory('host', 'memory', { minimum: 0, maximum: 65536, shared: true });
    module.importTable('host', 'regions', capacity);
    const host = {
      fp: module.importFunction('host', 'fp', ['i32', 'i32'], ['i32']),
      regionType: regionType(module),
    };
    const intrinsics = intrinsicsOf(module);
    const knownHart = harts.length === 1 ? harts[0]?.offset : undefined;
    const index = module.function(undefined, ['i32', 'i32'], ['i32'], (code) => emitRegion(code, region, host, intrinsics, knownHart));
    module.element(cached.index, index);
    // eslint-disable-next-line no-new
    new WebAssembly.Instance(new WebAssembly.Module(module.build()), this.#imports);
    return cached;
  }

  #drop(regions: readonly CachedRegion[]): void {
    if (regions.length === 0) return;
    for (const region of regions) {
      this.#cache.delete(region);
      this.table.set(region.index, null);
    }
    this.#options.softmmu.dropJumps();
  }

  #host(): Record<string, unknown> {
    const { memory, slice } = this.#options;
    return {
      memory: memory.memory,
      regions: this.table,
      fp: (op: number, rm: number) => {
        if (!slice.hart) throw new Error('compiled code runs outside a slice');
        return rm === DYNAMIC && roundingMode(slice.hart, rm) < 0 ? 1 : floatingPoint(slice.hart, op, rm);
      },
    };
  }
}
