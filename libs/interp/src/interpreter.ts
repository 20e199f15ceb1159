import { Decoder } from '@reprise/isa';
import { PAGE_SIZE, type AddressSpace, type HostMemory, type PageTracker } from '@reprise/memory';
import type { CounterName, Counters } from '@reprise/lower';
import { floatingPoint, hartWords, helperCalls, type Hart, type HelperName, type InstructionTables, type Slice } from '@reprise/riscv';
import { MemoryAccess, Softmmu, type Tier, type TierExit } from '@reprise/softmmu';
import { CodeCache, type CodeListener } from './code-cache.ts';
import { buildInterpreter, type InterpreterModule } from './interpreter-module.ts';
import { EXIT_BREAKPOINT, EXIT_CROSS, EXIT_HOT, HANDLER_ENTRY, SLOT_BYTES, VISITED_OFTEN } from './slots.ts';

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
  /** The hart's pc was jumped to often, and its jump cache has no region there. Returns after how many visits, 0 .. 255, to ask again. */
  hot(hart: Hart): number;
  /** The machine's state is replaced: all that was made and counted is to be forgotten. */
  flush(): void;
}

/** What compiled code is made with. */
export interface CompileContext {
  readonly memory: HostMemory;
  readonly softmmu: Softmmu;
  readonly access: MemoryAccess;
  /** Whether the instruction at a host offset was ever reached; false may also be because that was forgotten. */
  readonly isReached: (offset: number) => boolean;
}

/** Makes what stands beside an interpreter. */
export type Compile = (context: CompileContext) => CompiledCode;

type Run = (hart: number, slot: number) => number;
type HostCall = (first: number, second: number) => number;

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
  readonly #run: Run;
  readonly #compiled: CompiledCode | undefined;
  #breakpoints: ReadonlySet<bigint> = new Set();
  /** Generated code came to a page whose instructions must be fetched one by one. */
  #apart = false;

  constructor(machine: InterpreterMachine, tables: InstructionTables, slice: Slice, compile?: { readonly make: Compile; readonly threshold: number; readonly counters?: Counters | undefined }) {
    const { memory, space, tracker, harts } = machine;
    const module = buildInterpreter(tables.instructions, {
      compressed: new Set(tables.compressed.map(({ base }) => base)),
      knownHart: harts.length === 1 ? harts[0]?.offset : undefined,
      counts: compile !== undefined,
      counters: compile?.counters,
    });
    this.#slice = slice;
    this.counters = compile?.counters;
    const decoder = new Decoder(tables.instructions, tables.compressed);
    const listener: CodeListener = {
      codeWritten: (offset, length) => this.#compiled?.codeWritten(offset, length),
      pageDropped: (page) => this.#compiled?.pageDropped(page),
    };
    this.#code = new CodeCache(memory, tracker, decoder, module, () => this.softmmu.dropCode(), compile && { listener, threshold: compile.threshold });
    this.softmmu = new Softmmu(memory, space, tracker, this.#code, harts, () => slice.end());
    this.access = new MemoryAccess(memory, space, tracker, this.softmmu, true);
    this.#compiled = compile?.make({ memory, softmmu: this.softmmu, access: this.access, isReached: (offset) => this.#code.isDecoded(offset) });
    this.#entrySlot = memory.allocate(SLOT_BYTES, SLOT_BYTES);
    memory.i32[this.#entrySlot >>> 2] = HANDLER_ENTRY;
    this.#run = this.#instantiate(module, memory);
  }

  run(hart: Hart): TierExit {
    let exit = this.#run(hart.offset, this.#entrySlot);
    while (exit === EXIT_HOT) {
      this.#hot(hart);
      exit = this.#run(hart.offset, this.#entrySlot);
    }
    switch (exit) {
      case EXIT_CROSS:
        this.step(hart);
        return 'continue';
      case EXIT_BREAKPOINT:
        if (this.#breakpoints.has(hart.pc)) return 'breakpoint';
        this.step(hart); // the same offset on another page
        return 'continue';
      default:
        return this.#apart ? this.#stepApart(hart) : 'continue';
    }
  }

  /** Sees to a place that was jumped to often. While there are breakpoints nothing is compiled, so that none is missed. */
  #hot(hart: Hart): void {
    const visits = this.#breakpoints.size === 0 ? (this.#compiled?.hot(hart) ?? VISITED_OFTEN) : VISITED_OFTEN;
    const low = hart.low(hartWords.PC);
    const page = this.softmmu.fetchedPage(hart, hart.high(hartWords.PC), low);
    this.#code.setVisits(page + (low & (PAGE_SIZE - 1)), VISITED_OFTEN - visits);
  }

  /** On a page that cannot be taken in as a whole. */
  #stepApart(hart: Hart): TierExit {
    this.#apart = false;
    if (this.#breakpoints.has(hart.pc)) return 'breakpoint';
    this.step(hart);
    return 'continue';
  }

  step(hart: Hart): void {
    this.#slice.single(() => {
      this.#slice.charge();
      const word = this.access.fetchInstruction(hart);
      if (word < 0n) return;
      this.#slice.refund();
      this.#run(hart.offset, this.#code.decodeApart(Number(BigInt.asIntN(32, word)), Number(hart.pc & PAGE_OFFSET)));
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

  #instantiate(module: InterpreterModule, memory: HostMemory): Run {
    const slice = this.#slice;
    const running = (): Hart => {
      if (!slice.hart) throw new Error('generated code runs outside a slice');
      return slice.hart;
    };
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
        this.#apart = status === 2;
        return status;
      }),
      // generated code gives offsets from 2 GiB on as negative numbers
      decode: (slot: number) => this.#code.decode(slot >>> 0),
      load: counted('slowLoads', (kind) => this.access.load(running(), kind)),
      store: counted('slowStores', (kind) => this.access.store(running(), kind)),
      fp: counted('slowFloatingPoint', (op, rm) => floatingPoint(running(), op, rm)),
    };
    const helper = Object.fromEntries(
      module.helpers.map((name) => {
        const call = helperCalls[name as HelperName]; // the rows name only these; checked below
        if (!call) throw new Error(`no helper '${name}'`);
        return [name, () => call(running())];
      }),
    );
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes), { host, helper });
    return instance.exports['run'] as Run; // what buildInterpreter exports
  }
}
