import type { Instruction } from '@reprise/isa';
import { intrinsicsOf, emitAddend, emitJumpEntry, emitJumpHit, emitJumpRegion, emitTlbEntry, HartAccess, helpersOf, regionType, type Counters, type Intrinsics, type Push } from '@reprise/lower';
import { hartFieldOffset } from '@reprise/riscv';
import { TLB_CODE, TLB_FETCH } from '@reprise/softmmu';
import { ModuleBuilder, type Code, type Label, type Local, type ValueType } from '@reprise/wasm';
import { emitDecode, emitWrite, tableNames, type TableName } from './emit-decode.ts';
import { emitHandler, emitPair, emitVisit, emitVisitedOften, jumpsRelative, reaches, type Reach, type Variant } from './emit-handler.ts';
import { afterHost, argumentOffset, pushPc, saveState, type HandlerContext, type HostFunctions, type Registers } from './handler-context.ts';
import { emitStore } from './emit-store.ts';
import { followersOf, formOf, type Form } from './pairs.ts';
import * as slots from './slots.ts';

const PC = hartFieldOffset('pc');
const REMAINING = hartFieldOffset('remaining');
const TLB_DATA = hartFieldOffset('tlbData');
const TLB_FETCHES = hartFieldOffset('tlbFetch');
const PAGE_MASK = -4096n;
/** No page's address. */
const NO_PAGE = -1n;
/** What the host's `fetch` gives where instructions must be fetched one by one; 1 after a trap. */
const FETCH_APART = 2;

/** One handler: an instruction in one of its forms. */
interface Handler {
  readonly instruction: Instruction;
  readonly variant: Variant;
}

/** Two handlers for which there is one for both. */
interface Pair {
  readonly first: number;
  readonly second: number;
}

/** The generated module, and which handler runs which instruction. */
export interface InterpreterModule {
  /** All that the module depends on, beside the version of what generates it. */
  readonly key: string;
  /** How many handlers there are for one instruction: their numbers are less. */
  readonly handlerCount: number;
  /** The handlers for two, by their numbers. */
  readonly pairs: readonly (Pair & { readonly both: number })[];
  /** It imports the CPU's helpers that its instructions call from `helper`, by name, and where the tables of `tableNames` are from `table`. It exports `run` and `write`. */
  readonly build: () => Uint8Array;
  /** The numbers of the handlers for an instruction of that length, by where its direct jump, if it has one, may lead. */
  handlers(instruction: Instruction, length: 2 | 4): Readonly<Record<Reach, number>>;
}

export interface InterpreterOptions {
  /** Names of the instructions that 16-bit forms expand to. */
  readonly compressed: ReadonlySet<string>;
  /** Where the state of the only hart is, if there is only one. */
  readonly knownHart?: number | undefined;
  /** Whether jumps are counted, and lead to compiled code where there is some: then the module imports a table `host.regions`. */
  readonly counts: boolean;
  /** Where it is counted what regions do; default: nowhere. */
  readonly counters?: Counters | undefined;
}

/**
 * Generates the interpreter: a function `run(hart: i32, slot: i32) -> i32`, a loop around one `br_table` over all handlers. It starts
 * at the hart's pc with the slot given, which may be one of HANDLER_ENTRY that looks the page up, takes `remaining` steps, and returns an EXIT_ code with the hart's state saved.
 * Beside it the function that fills slots (see `emitWrite`).
 */
export function interpreterModule(instructions: readonly Instruction[], options: InterpreterOptions): InterpreterModule {
  const { compressed, knownHart, counts, counters } = options;
  const handlers = listHandlers(instructions, options);
  const pairs = listPairs(handlers);
  const numbers = numberHandlers(handlers);
  const handlerCount = slots.SPECIAL_HANDLERS + handlers.length;
  return {
    key: JSON.stringify([instructions.map(({ name }) => name), [...compressed], knownHart ?? null, counts, counters?.offset ?? null]),
    handlerCount,
    pairs: pairs.map(({ first, second }, index) => ({ first: first + slots.SPECIAL_HANDLERS, second: second + slots.SPECIAL_HANDLERS, both: index + handlerCount })),
    build: () => buildModule(instructions, handlers, pairs, options),
    handlers(instruction, length) {
      const found = numbers.get(instruction)?.[length];
      if (!found) throw new Error(`no handler for ${instruction.name} of ${length} bytes`);
      return found;
    },
  };
}

function buildModule(instructions: readonly Instruction[], handlers: readonly Handler[], pairs: readonly Pair[], { knownHart, counts, counters }: InterpreterOptions): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory', { minimum: 0, maximum: 65536, shared: true });
  const tables = Object.fromEntries(tableNames.map((name) => [name, module.importGlobal('table', name, 'i32')])) as Record<TableName, number>; // each name
  const host = importHost(module, instructions);
  const region = counts ? regionType(module) : undefined;
  if (counts) module.importTable('host', 'regions', 0);
  const intrinsics = intrinsicsOf(module);
  const write = module.function('write', ['i32', 'i32', 'i32', 'i32'], ['i32'], (code) => emitWrite(code, tables.templates, host.fill));
  const store = module.function(undefined, ['i32', 'i32'], ['i32'], (code) => emitStore(code, knownHart, tables.flags, host.store));
  const decode = module.function(undefined, ['i32'], [], (code) => emitDecode(code, tables, write));
  module.function('run', ['i32', 'i32'], ['i32'], (code) => emitRun(code, handlers, pairs, { ...host, store, write, decode, apart: tables.apart, region, counters }, intrinsics, knownHart));
  return module.build();
}

type HandlerNumbers = Partial<Record<2 | 4, Record<Reach, number>>>;

function numberHandlers(handlers: readonly Handler[]): ReadonlyMap<Instruction, HandlerNumbers> {
  const numbers = new Map<Instruction, HandlerNumbers>();
  for (const [index, { instruction, variant: { length, reach } }] of handlers.entries()) {
    const number = index + slots.SPECIAL_HANDLERS;
    const known = numbers.get(instruction) ?? {};
    known[length] = { ...(known[length] ?? { near: number, far: number, counted: number }), [reach]: number };
    numbers.set(instruction, known);
  }
  return numbers;
}

const lengthsOf = ({ name }: Instruction, compressed: ReadonlySet<string>): readonly (2 | 4)[] => (compressed.has(name) ? [4, 2] : [4]);

function listHandlers(instructions: readonly Instruction[], { compressed, counts }: InterpreterOptions): readonly Handler[] {
  const jumping = reaches.filter((reach) => counts || reach !== 'counted');
  return instructions.flatMap((instruction) => {
    const wanted = jumpsRelative(instruction.program) ? jumping : (['near'] as const);
    return lengthsOf(instruction, compressed).flatMap((length) => wanted.map((reach) => ({ instruction, variant: { length, reach } })));
  });
}

function listPairs(handlers: readonly Handler[]): readonly Pair[] {
  const byForm = new Map<Form, number[]>();
  const forms = handlers.map(({ instruction, variant }) => formOf(instruction.name, variant.length));
  for (const [index, form] of forms.entries()) byForm.set(form, [...(byForm.get(form) ?? []), index]);
  return forms.flatMap((form, first) => followersOf(form).flatMap((next) => (byForm.get(next) ?? []).map((second) => ({ first, second }))));
}

interface Imports extends HostFunctions {
  readonly fetch: number;
  readonly fill: number;
}

interface Host extends Imports {
  /** The functions of `emitWrite` and `emitDecode`. */
  readonly write: number;
  readonly decode: number;
  /** The global that says where the slot of no page is. */
  readonly apart: number;
  /** The type of compiled regions, where jumps are counted. */
  readonly region?: number | undefined;
  readonly counters?: Counters | undefined;
}

function importHost(module: ModuleBuilder, instructions: readonly Instruction[]): Imports {
  const helperNames = new Set(instructions.flatMap(({ program }) => helpersOf(program)));
  helperNames.add('illegal');
  const indices = new Map([...helperNames].map((name) => [name, module.importFunction('helper', name, [], ['i32'])]));
  return {
    fetch: module.importFunction('host', 'fetch', [], ['i32']),
    fill: module.importFunction('host', 'fill', ['i32', 'i32'], ['i32']),
    load: module.importFunction('host', 'load', ['i32'], ['i32']),
    store: module.importFunction('host', 'store', ['i32'], ['i32']),
    fp: module.importFunction('host', 'fp', ['i32', 'i32'], ['i32']),
    helper(name) {
      const index = indices.get(name);
      if (index === undefined) throw new Error(`helper ${name} is not imported`);
      return index;
    },
  };
}

function emitRun(code: Code, handlers: readonly Handler[], pairs: readonly Pair[], host: Host, intrinsics: Intrinsics, knownHart: number | undefined): void {
  const registers: Registers = {
    slot: code.parameter(1),
    pageSlots: code.local('i32'),
    pagePc: code.local('i64'),
    remaining: code.local('i32'),
    target: code.local('i64'),
  };
  const { remaining, target } = registers;
  const hart = new HartAccess(code, code.parameter(0), knownHart);
  const pool = new TemporaryPool(code);
  const pushTlb: Push = () => hart.load('i32.load', TLB_DATA);
  hart.load('i32.load', REMAINING).set(remaining);
  hart.load('i64.load', PC).set(target);
  emitApart(code, registers);
  code.loop((next) => {
    code.block((jump) => {
      code.block((elsewhere) => {
        emitDispatch(() => ({ code, registers, hart, host, intrinsics, next, jump, elsewhere, pushTlb, temporary: pool.start() }), handlers, pairs, host);
      });
      emitElsewhere({ code, registers, hart });
    });
    emitJump({ code, registers, hart, host, intrinsics, next, jump: next, elsewhere: next, pushTlb, temporary: pool.start() }, host);
  });
  code.op('unreachable');
}

/** The slot is of no page, and has the instruction at `target`. So that its jumps are looked up, what stands for its page has an address that no page has. */
function emitApart(code: Code, { slot, pageSlots, pagePc, target }: Registers): void {
  code.get(target).i64(1n).op('i64.sub').set(pagePc);
  code.get(slot).i32(1 << slots.SLOT_SHIFT).op('i32.sub').set(pageSlots);
}

/** Bytes from a page's first slot to that of an address in it. */
function pushSlotOffset(code: Code, address: Local): void {
  code.get(address).op('i32.wrap_i64').i32(4095).op('i32.and').i32(slots.SLOT_SHIFT).op('i32.shl');
}

/** Charges one step and runs the handler that the slot names. */
function emitDispatch(context: () => HandlerContext, handlers: readonly Handler[], pairs: readonly Pair[], host: Host): void {
  const { code, registers, next, jump } = context();
  const { slot, remaining, pagePc, target } = registers;
  const refund = (): Code => code.get(remaining).i32(1).op('i32.add').set(remaining);
  const leave = (reason: number): void => {
    saveState(context());
    code.i32(reason).op('return');
  };
  const refundAndLeave = (reason: number): void => {
    refund();
    leave(reason);
  };
  const special: Readonly<Record<number, () => void>> = {
    [slots.HANDLER_UNDECODED]: () => {
      refund();
      code.get(slot).call(host.decode).br(next);
    },
    [slots.HANDLER_PAGE_END]: () => {
      refund();
      pushPc(context());
      code.set(target).br(jump);
    },
    [slots.HANDLER_CROSS]: () => {
      refund();
      emitCrossing(context(), host, () => leave(slots.EXIT_CROSS));
    },
    [slots.HANDLER_BREAKPOINT]: () => refundAndLeave(slots.EXIT_BREAKPOINT),
    [slots.HANDLER_ILLEGAL]: () => {
      saveState(context());
      code.call(host.helper('illegal'));
      afterHost(context());
      code.op('unreachable');
    },
    [slots.HANDLER_ENTRY]: () => {
      refund();
      code.i64(NO_PAGE).set(pagePc).br(jump);
    },
  };
  const emitBoth = ({ first, second }: Pair): void => {
    const [one, other] = [handlers[first], handlers[second]];
    if (one && other) emitPair(context(), one.instruction.program, one.variant, context(), other.instruction.program, other.variant);
  };
  const budgetSpent = slots.SPECIAL_HANDLERS + handlers.length + pairs.length;
  const bodies = [
    ...Array.from({ length: slots.SPECIAL_HANDLERS }, (_, number) => special[number] ?? refund),
    ...handlers.map(({ instruction, variant }) => () => emitHandler(context(), instruction.program, variant)),
    ...pairs.map((pair) => () => emitBoth(pair)),
    () => leave(slots.EXIT_BUDGET),
  ];
  nestBlocks(code, bodies, (labels) => {
    const label = (index: number): Label => labels[index] ?? next;
    code.get(remaining).op('i32.eqz').brIf(label(budgetSpent));
    code.get(remaining).i32(1).op('i32.sub').set(remaining);
    code.get(slot).memory('i32.load16_u', slots.SLOT_HANDLER).brTable(labels.slice(0, budgetSpent), label(slots.HANDLER_ILLEGAL));
  });
}

/**
 * Fetches an instruction whose second half is on the next page, anew each time, as another mapping may put that elsewhere, and goes to the slot for it.
 * Where a page is not in the TLB the host has to see to it: `leave`.
 */
function emitCrossing(context: HandlerContext, { apart, write }: Host, leave: () => void): void {
  const { code, registers, hart, next } = context;
  const { slot, target } = registers;
  const entry = context.temporary('i32');
  const bits = context.temporary('i32');
  const pushHalf = (): void => {
    emitTlbEntry(code, target, () => hart.load('i32.load', TLB_FETCHES), entry);
    code.get(entry).memory('i64.load', TLB_FETCH).get(target).i64(PAGE_MASK).op('i64.and', 'i64.ne').if(leave);
    code.get(target).op('i32.wrap_i64');
    emitAddend(code, entry);
    code.op('i32.add').memory('i32.load16_u');
  };
  pushPc(context);
  code.set(target);
  pushHalf();
  code.set(bits);
  code.get(target).i64(2n).op('i64.add').set(target);
  pushHalf();
  code.i32(16).op('i32.shl').get(bits).op('i32.or').set(bits);
  code.get(target).i64(2n).op('i64.sub').set(target);
  code.global(apart).tee(slot).get(bits).i32(slots.CROSS_OFFSET).i32(0).call(write).op('drop');
  emitApart(code, registers);
  code.br(next);
}

/** Blocks inside blocks, so that a branch to label n arrives at body n; each body must end in a branch. */
function nestBlocks(code: Code, bodies: readonly (() => void)[], innermost: (labels: readonly Label[]) => void): void {
  const labels: Label[] = [];
  const open = (index: number): void => {
    code.block((label) => {
      labels[index] = label;
      if (index > 0) open(index - 1);
      else innermost(labels);
    });
    bodies[index]?.();
  };
  open(bodies.length - 1);
}

/** Goes to `target`: its page's slots come from the fetch TLB, which the host fills when it has none. */
function emitJump(context: HandlerContext, host: Host): void {
  const { code, registers, hart, next } = context;
  const { slot, pageSlots, pagePc, target } = registers;
  const entry = context.temporary('i32');
  const page = context.temporary('i64');
  const left = context.temporary('i32');
  const source = context.temporary('i32');
  if (host.region !== undefined) {
    code.i32(0).set(left);
    code.get(slot).set(source);
  }
  code.loop((again) => {
    code.get(target).i64(PAGE_MASK).op('i64.and').tee(page).get(pagePc).op('i64.ne');
    code.if(() => {
      emitTlbEntry(code, target, () => hart.load('i32.load', TLB_FETCHES), entry);
      code.get(entry).memory('i64.load', TLB_FETCH).get(page).op('i64.ne');
      code.if(() => {
        saveTarget(context);
        code.get(registers.remaining).op('i32.eqz').if(() => code.i32(slots.EXIT_BUDGET).op('return'));
        code.call(host.fetch).tee(entry).i32(FETCH_APART).op('i32.eq').if(() => code.i32(slots.EXIT_APART).op('return'));
        hart.load('i32.load', REMAINING).set(registers.remaining);
        code.get(entry).if(() => emitElsewhere(context));
        code.br(again);
      });
      code.get(page).set(pagePc);
      code.get(entry).memory('i32.load', TLB_CODE).set(pageSlots);
    });
    code.get(pageSlots);
    pushSlotOffset(code, target);
    code.op('i32.add').set(slot);
    if (host.region !== undefined) emitEnterRegion(context, { region: host.region, left, source, again, counters: host.counters });
    code.br(next);
  });
}

/** A trap, the return from one, or a wait: `target` is where control went, on no page that is known, unless the slice was ended. */
function emitElsewhere({ code, registers: { remaining, target, pagePc }, hart }: Pick<HandlerContext, 'code' | 'registers' | 'hart'>): void {
  hart.load('i32.load', REMAINING).tee(remaining).op('i32.eqz').if(() => code.i32(slots.EXIT_BUDGET).op('return'));
  hart.load('i64.load', PC).set(target);
  code.i64(NO_PAGE).set(pagePc);
}

/** Writes to the hart's state what the host may look at while no instruction is under way. */
function saveTarget({ registers, hart, code }: HandlerContext): void {
  hart.store('i64.store', PC, () => code.get(registers.target));
  hart.store('i32.store', REMAINING, () => code.get(registers.remaining));
}

interface Entering {
  /** The type of regions. */
  readonly region: number;
  /** 1 where a region left the very instruction at `target` to the interpreter. */
  readonly left: Local;
  /** The slot of the instruction that jumped; 0 where it is not known. */
  readonly source: Local;
  readonly again: Label;
  readonly counters: Counters | undefined;
}

/**
 * Counts a visit of the slot that was jumped to. Where there were many, runs the region at `target` and goes on `again` where it came to,
 * or leaves so that one be made.
 */
function emitEnterRegion(context: HandlerContext, { region, left, source, again, counters }: Entering): void {
  const { code, registers, hart, next } = context;
  const { slot, pagePc, remaining, target } = registers;
  const visits = context.temporary('i32');
  const entry = context.temporary('i32');
  code.get(left).brIf(next);
  emitVisitedOften(code, slot, visits);
  code.op('i32.eqz').if(() => {
    emitVisit(code, slot, visits);
    code.br(next);
  });
  emitJumpEntry(code, target, () => hart.load('i32.load', TLB_FETCHES), entry);
  emitJumpHit(code, target, entry);
  code.if(() => {
    code.get(code.parameter(0)).get(remaining);
    emitJumpRegion(code, entry);
    code.callIndirect(region).op('i32.eqz').set(left);
    counters?.emit(code, 'entered');
    counters?.emit(code, 'compiled', () => hart.load('i32.load', REMAINING).set(visits).get(remaining).get(visits).op('i32.sub', 'i64.extend_i32_u'));
    hart.load('i32.load', REMAINING).set(remaining);
    hart.load('i64.load', PC).set(target);
    code.i32(0).set(source);
    code.i64(NO_PAGE).set(pagePc).br(again); // what is kept of pages may have changed meanwhile
  });
  saveTarget(context);
  hart.store('i32.store', argumentOffset(0), () => code.get(source));
  code.i32(slots.EXIT_HOT).op('return');
}

/** Hands out locals that every handler uses again. */
class TemporaryPool {
  readonly #code: Code;
  readonly #locals: Record<ValueType, Local[]> = { i32: [], i64: [], f32: [], f64: [] };

  constructor(code: Code) {
    this.#code = code;
  }

  /** Begins a handler: all locals are free again. */
  start(): (type: ValueType) => Local {
    const used: Record<ValueType, number> = { i32: 0, i64: 0, f32: 0, f64: 0 };
    return (type) => {
      const locals = this.#locals[type];
      const index = used[type]++;
      const local = locals[index] ?? this.#code.local(type);
      locals[index] = local;
      return local;
    };
  }
}
