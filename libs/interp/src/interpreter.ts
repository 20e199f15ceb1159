import type { HostOffset } from '@reprise/bits';
import { Decoder } from '@reprise/isa';
import { PAGE_SIZE, type AddressSpace, type HostMemory, type PageTracker } from '@reprise/memory';
import type { CounterName, Counters } from '@reprise/lower';
import { floatingPoint, hartFields, hartWords, helperCalls, type Hart, type HelperName, type InstructionTables, type Slice } from '@reprise/riscv';
import { MemoryAccess, Softmmu, type Tier, type TierExit } from '@reprise/softmmu';
import { CodeCache, type CodeListener, type WriteSlot } from './code-cache.ts';
import { interpreterModule, type InterpreterModule } from './interpreter-module.ts';
import { nothingKept, type KeptCode } from './kept-code.ts';
import { EXIT_APART, EXIT_BREAKPOINT, EXIT_CROSS, EXIT_HOT, HANDLER_ENTRY, SLOT_BYTES, VISITED_OFTEN } from './slots.ts';

/** The machine that an interpreter executes on. */
export interface InterpreterMachine {
  readonly memory: HostMemory;
  readonly space: AddressSpace;
  readonly tracker: PageTracker;
  readonly harts: readonly Hart[];
}

/** Compiled code that the interpreter counts for and enters. */
export interface CompiledCode extends CodeListener {
  /** The compiled regions, as jump caches number them. */
  readonly table: WebAssembly.Table;
  /**
   * The hart's pc was jumped to often, this time by the instruction at the host offset `from` (-1: it is not known which), and its jump cache has no region
   * there. Returns after how many visits, 0 .. 8191, to ask again.
   */
  hot(hart: Hart, from: HostOffset): number;
  /** The machine's state is replaced: all that was made and counted is to be forgotten. */
  flush(): void;
}

/** What compiled code is made with. */
export interface CompileContext {
  /** What the interpreter depends on: see InterpreterModule. */
  readonly key: string;
  readonly memory: HostMemory;
  readonly softmmu: Softmmu;
  readonly access: MemoryAccess;
  /** What instructions call, for the hart that runs: as `HelperCall`. */
  readonly helpers: Readonly<Record<HelperName, () => 0 | 1>>;
  /** Whether the instruction at a host offset was ever reached; false may also be because that was forgotten. */
  readonly isReached: (offset: number) => boolean;
}

/** Makes what stands beside an interpreter. */
export type Compile = (context: CompileContext) => CompiledCode;

/** What the generated module exports. */
interface Functions {
  readonly run: (hart: number, slot: number) => number;
  readonly write: WriteSlot;
}

type HostCall = (first: number, second: number) => number;

/** The index of the hart's word where generated code says which slot a jump came from. */
const ARGUMENT = hartFields.arguments.offset / 4;
const PAGE_OFFSET = 0xfffn;

/** The interpreter tier: generated code, what it calls, and the caches that it reads. One for all harts of a machine. */
export class Interpreter implements Tier {
  readonly access: MemoryAccess;
  readonly softmmu: Softmmu;
  /** What was counted, if it was asked for. */
  readonly counters: Counters | undefined;
  readonly #code: CodeCache;
  readonly #slice: Slice;
  readonly #entrySlot: number;
  readonly #functions: Functions;
  readonly #compiled: CompiledCode | undefined;
  #breakpoints: ReadonlySet<bigint> = new Set();

  constructor(machine: InterpreterMachine, tables: InstructionTables, slice: Slice, compile?: { readonly make: Compile; readonly threshold: number; readonly counters?: Counters | undefined }, kept: KeptCode = nothingKept) {
    const { memory, space, tracker, harts } = machine;
    const instructions = [...tables.instructions, ...tables.known];
    const module = interpreterModule(instructions, {
      compressed: new Set(tables.compressed.map(({ base }) => base)),
      knownHart: harts.length === 1 ? harts[0]?.offset : undefined,
      counts: compile !== undefined,
      counters: compile?.counters,
    });
    this.#slice = slice;
    this.counters = compile?.counters;
    const decoder = new Decoder(instructions, tables.compressed);
    const listener: CodeListener = {
      codeWritten: (offset, length) => this.#compiled?.codeWritten(offset, length),
      pageDropped: (page) => this.#compiled?.pageDropped(page),
    };
    const write: WriteSlot = (...args) => this.#functions.write(...args);
    this.#code = new CodeCache(memory, tracker, decoder, module, write, () => this.softmmu.dropCode(), kept, compile && { listener, threshold: compile.threshold });
    this.softmmu = new Softmmu(memory, space, tracker, this.#code, harts, () => slice.end());
    this.access = new MemoryAccess(memory, space, tracker, this.softmmu, true);
    const helpers = this.#bindHelpers();
    this.#compiled = compile?.make({ key: module.key, memory, softmmu: this.softmmu, access: this.access, helpers, isReached: (offset) => this.#code.isDecoded(offset) });
    this.#entrySlot = memory.allocate(SLOT_BYTES, SLOT_BYTES);
    memory.i32[this.#entrySlot >>> 2] = HANDLER_ENTRY;
    this.#functions = this.#instantiate(kept.module(module.key) ?? compileModule(module, kept), memory, helpers);
  }

  run(hart: Hart): TierExit {
    let exit = this.#functions.run(hart.offset, this.#entrySlot);
    while (exit === EXIT_HOT) {
      this.#hot(hart);
      exit = this.#functions.run(hart.offset, this.#entrySlot);
    }
    switch (exit) {
      case EXIT_CROSS:
        this.step(hart);
        return 'continue';
      case EXIT_APART:
      case EXIT_BREAKPOINT: // perhaps the same offset on another page
        if (this.#breakpoints.has(hart.pc)) return 'breakpoint';
        this.step(hart);
        return 'continue';
      default:
        return 'continue';
    }
  }

  /** Sees to a place that was jumped to often. While there are breakpoints nothing is compiled, so that none is missed. */
  #hot(hart: Hart): void {
    const visits = this.#breakpoints.size === 0 ? (this.#compiled?.hot(hart, this.#code.offsetOf(hart.low(ARGUMENT) >>> 0)) ?? VISITED_OFTEN) : VISITED_OFTEN;
    const low = hart.low(hartWords.PC);
    const page = this.softmmu.fetchedPage(hart, hart.high(hartWords.PC), low);
    this.#code.askAfter(page + (low & (PAGE_SIZE - 1)), visits);
  }

  step(hart: Hart): void {
    this.#slice.single(() => {
      this.#slice.charge();
      const word = this.access.fetchInstruction(hart);
      if (word < 0n) return;
      this.#slice.refund();
      this.#functions.run(hart.offset, this.#code.decodeApart(Number(BigInt.asIntN(32, word)), Number(hart.pc & PAGE_OFFSET)));
    });
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#breakpoints = addresses;
    this.#code.setBreakpoints(new Set([...addresses].map((address) => Number(address & PAGE_OFFSET))));
  }

  flush(): void {
    this.#compiled?.flush();
    this.#code.flush();
    this.softmmu.flush();
  }

  #running(): Hart {
    const { hart } = this.#slice;
    if (!hart) throw new Error('generated code runs outside a slice');
    return hart;
  }

  #bindHelpers(): CompileContext['helpers'] {
    const entries = Object.entries(helperCalls).map(([name, call]) => [name, () => call(this.#running())]);
    return Object.fromEntries(entries) as CompileContext['helpers']; // each name
  }

  #instantiate(module: WebAssembly.Module, memory: HostMemory, helper: CompileContext['helpers']): Functions {
    const slice = this.#slice;
    const running = (): Hart => this.#running();
    const { counters } = this;
    const counted = (name: CounterName, call: HostCall): HostCall => !counters ? call : (...args) => {
      counters.add(name);
      return call(...args);
    };
    const host = {
      memory: memory.memory,
      regions: this.#compiled?.table,
      fetch: counted('slowFetches', () => {
        slice.charge();
        const status = this.access.fetch(running());
        if (status === 1) return 1;
        slice.refund();
        return status;
      }),
      // generated code gives offsets from 2 GiB on as negative numbers
      fill: (bits: number, place: number) => this.#code.fill(bits, place >>> 0),
      load: counted('slowLoads', (kind) => this.access.load(running(), kind)),
      store: counted('slowStores', (kind) => this.access.store(running(), kind)),
      fp: counted('slowFloatingPoint', (op, rm) => floatingPoint(running(), op, rm)),
    };
    const instance = new WebAssembly.Instance(module, { host, helper, table: this.#code.tables });
    return instance.exports as unknown as Functions; // what interpreterModule says
  }
}

function compileModule({ key, build }: InterpreterModule, kept: KeptCode): WebAssembly.Module {
  const bytes = build();
  const make = (): WebAssembly.Module => new WebAssembly.Module(bytes);
  kept.keep(key, () => ({ bytes, module: make() }));
  return make();
}
