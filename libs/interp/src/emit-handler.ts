import { fpOpNames, type Access, type FpOpName, type Node, type Program, type Register } from '@reprise/ir';
import {
  emitAddend, emitFcsrUnusual, emitFp, emitLoad, emitProbe, emitProgram, emitStore, type EmitTarget, type FastRounding, type Intrinsics, type Leaf, type Push, type ValueLocal,
} from '@reprise/lower';
import { hartFieldOffset, hartFields } from '@reprise/riscv';
import { accessKind } from '@reprise/softmmu';
import type { Code, Label, Local, ValueType } from '@reprise/wasm';
import { afterHost, argumentOffset, pushPc, saveState, type HandlerContext } from './handler-context.ts';
import { HANDLER_UNDECODED, RM_MASK, SLOT_BYTES, SLOT_HANDLER, SLOT_IMM, SLOT_REGISTER, SLOT_RM, SLOT_SHIFT, VISITED_OFTEN, VISITS_SHIFT } from './slots.ts';

/** Where the direct jump of an instruction may lead: on its page, anywhere, or to a place on its page whose visits are counted. */
export const reaches = ['near', 'far', 'counted'] as const;
export type Reach = (typeof reaches)[number];

/** Which handler of an instruction: its length in bytes, and where its direct jump may lead. */
export interface Variant {
  readonly length: 2 | 4;
  readonly reach: Reach;
}

const MSTATUS = hartFieldOffset('mstatus');
const MSTATUS_FS = 0x6000;
const TOWARDS_ZERO = 1;

/** Emits one instruction's handler: its program with the operands of the current slot, then the way to the next slot. */
export function emitHandler(context: HandlerContext, program: Program, variant: Variant): void {
  const handler = new Handler(context, variant);
  if (!emitProgram(handler, program)) handler.goOn();
}

/**
 * Emits the handler of two instructions, one behind the other: what the first does, then what the second does unless the slice ends in between, or the
 * host dropped its slot while it saw to the first. `second` is a context of its own in the same function.
 */
export function emitPair(first: HandlerContext, program: Program, variant: Variant, second: HandlerContext, nextProgram: Program, nextVariant: Variant): void {
  const { code, registers: { slot, remaining }, next } = first;
  const handler = new Handler(first, variant);
  if (emitProgram(handler, program)) throw new Error('the first of a pair says where control goes');
  handler.advance();
  code.get(remaining).op('i32.eqz').brIf(next);
  if (program.some(({ kind }) => callsHost.has(kind))) code.get(slot).memory('i32.load16_u', SLOT_HANDLER).i32(HANDLER_UNDECODED).op('i32.eq').unlikely().brIf(next);
  code.get(remaining).i32(1).op('i32.sub').set(remaining);
  emitHandler(second, nextProgram, nextVariant);
}

const callsHost: ReadonlySet<Node['kind']> = new Set<Node['kind']>(['load', 'store', 'fp', 'call', 'requireFp', 'if']);

/** Whether an instruction's next address depends on its immediate, so that it needs a handler for each reach. */
export function jumpsRelative(program: Program): boolean {
  return program.some((node) => node.kind === 'branch' || node.kind === 'jumpRelative');
}

class Handler implements EmitTarget {
  readonly code: Code;
  readonly intrinsics: Intrinsics;
  readonly #context: HandlerContext;
  readonly #variant: Variant;

  constructor(context: HandlerContext, variant: Variant) {
    this.code = context.code;
    this.intrinsics = context.intrinsics;
    this.#context = context;
    this.#variant = variant;
  }

  /** To the next slot. */
  goOn(): void {
    this.advance();
    this.code.br(this.#context.next);
  }

  /** The next slot is the current one. */
  advance(): void {
    const { slot } = this.#context.registers;
    this.code.get(slot).i32(this.#slotStep).op('i32.add').set(slot);
  }

  temporary(type: ValueType): Local {
    return this.#context.temporary(type);
  }

  leaf(value: Leaf): void {
    const { code } = this;
    const { registers, hart } = this.#context;
    switch (value.kind) {
      case 'imm':
        code.get(registers.slot).memory('i64.load32_s', SLOT_IMM);
        return;
      case 'pc':
        return pushPc(this.#context);
      case 'nextPc':
        pushPc(this.#context);
        code.i64(BigInt(this.#variant.length)).op('i64.add');
        return;
      case 'registerNumber': // the offset over 8; the spare cell that stands for x0 is number 32
        code.get(registers.slot).memory('i64.load16_u', SLOT_REGISTER[value.register]).i64(3n).op('i64.shr_u').i64(31n).op('i64.and');
        return;
      case 'getX':
        return hart.loadRegister(hartFields.x.offset, () => this.#pushRegister(value.register));
      case 'getF':
        return hart.loadRegister(hartFields.f.offset, () => this.#pushRegister(value.register));
      case 'getState':
        hart.load('i64.load', hartFieldOffset(value.field));
        return;
    }
  }

  setX(register: Register, value: Push): void {
    this.#context.hart.storeRegister(hartFields.x.offset, () => this.#pushRegister(register), value);
  }

  pushDouble(register: Register): void {
    this.#context.hart.loadRegister(hartFields.f.offset, () => this.#pushRegister(register), 'f64');
  }

  setF(register: Register, value: Push, type: ValueLocal['type']): void {
    const { hart } = this.#context;
    hart.storeRegister(hartFields.f.offset, () => this.#pushRegister(register), value, type);
    hart.store('i32.store', MSTATUS, () => hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.or'));
  }

  setState(field: string, value: Push): void {
    this.#context.hart.store('i64.store', hartFieldOffset(field), value);
  }

  requireFp(): void {
    const { hart, host } = this.#context;
    hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.and', 'i32.eqz');
    this.code.if(() => {
      saveState(this.#context);
      this.code.call(host.helper('illegal'));
      afterHost(this.#context);
    });
  }

  load(access: Access, address: Local, result: ValueLocal): void {
    const { host } = this.#context;
    const entry = this.temporary('i32');
    emitProbe(this.#context, access, address, entry);
    this.code.if(() => emitLoad(this.code, access, address, () => emitAddend(this.code, entry), result), () => {
      this.#missed(address);
      this.code.i32(accessKind(access)).call(host.load);
      afterHost(this.#context);
      this.#takeAnswer(result);
    });
  }

  store(access: Access, address: Local, value: ValueLocal): void {
    const { host } = this.#context;
    const entry = this.temporary('i32');
    emitProbe(this.#context, access, address, entry);
    this.code.if(() => emitStore(this.code, access, address, () => emitAddend(this.code, entry), value), () => {
      this.#missed(address);
      this.#putArgument(1, value);
      this.code.get(this.code.parameter(0)).i32(accessKind(access)).call(host.store);
      afterHost(this.#context);
    });
  }

  fp(op: FpOpName, args: readonly ValueLocal[], result: ValueLocal): void {
    const { code, intrinsics } = this;
    const exact = (): void => {
      for (const [index, arg] of args.entries()) this.#putArgument(index, arg);
      saveState(this.#context);
      code.i32(fpOpNames.indexOf(op));
      this.#pushRounding();
      code.call(this.#context.host.fp);
      afterHost(this.#context);
      this.#takeAnswer(result);
    };
    const requireRounding = (rounding: FastRounding, otherwise: Label): boolean => this.#requireRounding(rounding, otherwise);
    emitFp({ code, intrinsics, temporary: (type) => this.temporary(type), requireRounding, exact }, op, args, result);
  }

  #requireRounding(rounding: FastRounding, otherwise: Label): boolean {
    const { code } = this;
    this.#pushRounding();
    if (rounding === 'towards zero') code.i32(TOWARDS_ZERO).op('i32.xor');
    else code.i32(1).op('i32.add').i32(6).op('i32.and'); // 0 if the static mode is RNE (0) or dynamic (7)
    emitFcsrUnusual(this.#context.hart).op('i32.or').brIf(otherwise);
    return true;
  }

  /** Leaves the instruction's rounding mode field on the stack. */
  #pushRounding(): void {
    this.code.get(this.#context.registers.slot).memory('i32.load8_u', SLOT_RM).i32(RM_MASK).op('i32.and');
  }

  #putArgument(index: number, { local, type }: ValueLocal): void {
    this.#context.hart.store(`${type}.store`, argumentOffset(index), () => this.code.get(local));
  }

  #takeAnswer({ local, type }: ValueLocal): void {
    this.#context.hart.load(`${type}.load`, argumentOffset(0)).set(local);
  }

  call(helper: string, args: readonly Push[], result: Local | undefined): void {
    const { hart, host } = this.#context;
    for (const [index, arg] of args.entries()) hart.store('i64.store', argumentOffset(index), arg);
    saveState(this.#context);
    this.code.call(host.helper(helper));
    afterHost(this.#context);
    if (result !== undefined) hart.load('i64.load', argumentOffset(0)).set(result);
  }

  /** `call` has taken the shortened slice. */
  called(): void {}

  branch(condition: Push): void {
    const { code } = this;
    const { registers, next } = this.#context;
    if (this.#variant.reach !== 'near') {
      condition();
      code.if(() => this.jumpRelative());
      return this.goOn();
    }
    code.get(registers.slot);
    this.#slotDelta();
    code.i32(this.#slotStep);
    condition();
    code.op('select', 'i32.add').set(registers.slot).br(next);
  }

  jumpRelative(): void {
    const { code } = this;
    const { registers, next, jump } = this.#context;
    if (this.#variant.reach === 'far') {
      pushPc(this.#context);
      code.get(registers.slot).memory('i64.load32_s', SLOT_IMM).op('i64.add').set(registers.target).br(jump);
      return;
    }
    code.get(registers.slot);
    this.#slotDelta();
    code.op('i32.add').set(registers.slot);
    if (this.#variant.reach === 'counted') this.#count();
    code.br(next);
  }

  jump(target: Push): void {
    target();
    this.code.i64(-2n).op('i64.and').set(this.#context.registers.target).br(this.#context.jump);
  }

  /** Counts a visit of the slot that was jumped to; where there were many, `jump` sees to it. */
  #count(): void {
    const { code } = this;
    const { registers: { slot, target }, jump } = this.#context;
    const visits = this.temporary('i32');
    emitVisitedOften(code, slot, visits);
    code.if(() => {
      pushPc(this.#context);
      code.set(target).br(jump);
    });
    emitVisit(code, slot, visits);
  }

  get #slotStep(): number {
    return (this.#variant.length / 2) * SLOT_BYTES;
  }

  /** Puts the address into argument 0, and the hart's state where the host finds it. */
  #missed(address: Local): void {
    this.#context.hart.store('i64.store', argumentOffset(0), () => this.code.get(address));
    saveState(this.#context);
  }

  /** Leaves a register's offset in its file on the stack. */
  #pushRegister(register: Register): void {
    this.code.get(this.#context.registers.slot).memory('i32.load16_u', SLOT_REGISTER[register]);
  }

  /** Bytes from this slot to that of the target on the same page. */
  #slotDelta(): void {
    this.code.get(this.#context.registers.slot).memory('i32.load', SLOT_IMM).i32(SLOT_SHIFT).op('i32.shl');
  }
}

/** Leaves on the stack whether a slot has been visited as often as jumps to it are to ask for compiled code; `visits` gets what `emitVisit` needs. */
export function emitVisitedOften(code: Code, slot: Local, visits: Local): void {
  code.get(slot).memory('i32.load16_u', SLOT_RM).tee(visits).i32(RM_MASK).op('i32.or').i32((VISITED_OFTEN << VISITS_SHIFT) | RM_MASK).op('i32.eq');
}

/** Counts a visit of a slot. */
export function emitVisit(code: Code, slot: Local, visits: Local): void {
  code.get(slot).get(visits).i32(1 << VISITS_SHIFT).op('i32.add').memory('i32.store16', SLOT_RM);
}
