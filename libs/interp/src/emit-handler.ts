import { fpOpNames, inputs, type Node, type Program, type Register, type Value } from '@reprise/ir';
import { hartFieldOffset, hartFields } from '@reprise/riscv';
import type { Local } from '@reprise/wasm';
import { emitFpFastPath } from './emit-fp.ts';
import { emitLoad, emitStore } from './emit-memory.ts';
import { afterHost, argumentOffset, pushPc, saveState, type HandlerContext } from './handler-context.ts';
import { lowerOp } from './lower-ops.ts';
import { SLOT_BYTES, SLOT_IMM, SLOT_REGISTER, SLOT_RM, SLOT_SHIFT } from './slots.ts';

/** Which handler of an instruction: its length in bytes, and whether its direct jump may leave the page. */
export interface Variant {
  readonly length: 2 | 4;
  readonly far: boolean;
}

const MSTATUS = hartFieldOffset('mstatus');
const MSTATUS_FS = 0x6000;

/** Emits one instruction's handler: its program with the operands of the current slot, then the way to the next slot. */
export function emitHandler(context: HandlerContext, program: Program, variant: Variant): void {
  new HandlerEmitter(context, program, variant).emit();
}

/** Whether an instruction's next address depends on its immediate, so that it needs a near and a far handler. */
export function jumpsRelative(program: Program): boolean {
  return program.some((node) => node.kind === 'branch' || node.kind === 'jumpRelative');
}

/**
 * Values are emitted where they are used, so that most stay on WebAssembly's stack. Those used twice get a local; so do those
 * that read state which an effect before their use might change.
 */
class HandlerEmitter {
  readonly #context: HandlerContext;
  readonly #program: Program;
  readonly #variant: Variant;
  readonly #uses = new Map<Value, number>();
  readonly #locals = new Map<Value, Local>();
  /** Values that read state, not emitted yet. */
  readonly #pending = new Set<Value>();
  #ended = false;

  constructor(context: HandlerContext, program: Program, variant: Variant) {
    this.#context = context;
    this.#program = program;
    this.#variant = variant;
    this.#count(program);
  }

  emit(): void {
    this.#region(this.#program);
    if (this.#ended) return;
    const { code, registers, next } = this.#context;
    code.get(registers.slot).i32(this.#slotStep).op('i32.add').set(registers.slot).br(next);
  }

  get #slotStep(): number {
    return (this.#variant.length / 2) * SLOT_BYTES;
  }

  #count(program: Program): void {
    for (const node of program) {
      for (const value of inputs(node)) this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
      if (node.kind === 'if') {
        this.#count(node.then);
        this.#count(node.otherwise);
      }
    }
  }

  #region(program: Program): void {
    for (const node of program) this.#node(node);
  }

  #node(node: Node): void {
    switch (node.kind) {
      case 'const':
      case 'imm':
      case 'pc':
      case 'nextPc':
      case 'registerNumber':
        return; // cheap: emitted at each use
      case 'getX':
      case 'getF':
      case 'getState':
      case 'op':
      case 'select':
        return this.#pure(node);
      default:
        this.#settle(node);
        return this.#effect(node);
    }
  }

  #pure(value: Value): void {
    const uses = this.#uses.get(value) ?? 0;
    if (uses > 1) this.#materialize(value);
    else if (uses === 1) this.#pending.add(value);
  }

  #materialize(value: Value): void {
    const local = this.#context.temporary(value.type);
    this.#push(value);
    this.#context.code.set(local);
    this.#locals.set(value, local);
  }

  /** Before an effect: what it does not take itself must not be read after it. */
  #settle(effect: Node): void {
    const taken = new Set<Value>();
    const take = (value: Value): void => {
      taken.add(value);
      for (const input of inputs(value)) take(input);
    };
    for (const input of inputs(effect)) take(input);
    for (const value of this.#pending) {
      if (!taken.has(value) && this.#pending.has(value)) this.#materialize(value);
    }
  }

  /** Leaves a value on the stack. */
  #push(value: Value): void {
    const { code, registers, hart, intrinsics } = this.#context;
    const local = this.#locals.get(value);
    if (local !== undefined) {
      code.get(local);
      return;
    }
    this.#pending.delete(value);
    switch (value.kind) {
      case 'const':
        if (value.type === 'i64') code.i64(value.value);
        else code.i32(Number(value.value));
        return;
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
        hart.loadRegister(hartFields.x.offset, () => this.#pushRegister(value.register));
        return;
      case 'getF':
        hart.loadRegister(hartFields.f.offset, () => this.#pushRegister(value.register));
        return;
      case 'getState':
        hart.load('i64.load', hartFieldOffset(value.field));
        return;
      case 'op':
        for (const arg of value.args) this.#push(arg);
        return lowerOp(code, value.op, intrinsics);
      case 'select': {
        const [condition, then, otherwise] = value.args;
        this.#push(then);
        this.#push(otherwise);
        this.#push(condition);
        code.op('select');
        return;
      }
      case 'load':
      case 'fp':
      case 'call':
        throw new Error(`%${value.id} is used before it happens`);
    }
  }

  /** Leaves a register's offset in its file on the stack. */
  #pushRegister(register: Register): void {
    this.#context.code.get(this.#context.registers.slot).memory('i32.load16_u', SLOT_REGISTER[register]);
  }

  /** A value in a local: its own, or a new one. */
  #inLocal(value: Value): Local {
    const known = this.#locals.get(value);
    if (known !== undefined) return known;
    const local = this.#context.temporary(value.type);
    this.#push(value);
    this.#context.code.set(local);
    return local;
  }

  #effect(node: Exclude<Node, { kind: 'const' | 'imm' | 'pc' | 'nextPc' | 'registerNumber' | 'getX' | 'getF' | 'getState' | 'op' | 'select' }>): void {
    const { code, registers, hart, next, jump } = this.#context;
    switch (node.kind) {
      case 'setX':
        hart.storeRegister(hartFields.x.offset, () => this.#pushRegister(node.register), () => this.#push(node.value));
        return;
      case 'setF':
        hart.storeRegister(hartFields.f.offset, () => this.#pushRegister(node.register), () => this.#push(node.value));
        hart.store('i32.store', MSTATUS, () => hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.or'));
        return;
      case 'setState':
        hart.store('i64.store', hartFieldOffset(node.field), () => this.#push(node.value));
        return;
      case 'load': {
        const address = this.#inLocal(node.address);
        emitLoad(this.#context, node.access, address, this.#result(node));
        return;
      }
      case 'store': {
        const address = this.#inLocal(node.address);
        emitStore(this.#context, node.access, address, this.#inLocal(node.value));
        return;
      }
      case 'call':
        this.#storeArguments(node.args);
        saveState(this.#context);
        code.call(this.#context.host.helper(node.helper));
        afterHost(this.#context);
        if (this.#uses.has(node)) hart.load('i64.load', argumentOffset(0)).set(this.#result(node));
        return;
      case 'fp':
        return this.#fp(node);
      case 'requireFp':
        hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.and', 'i32.eqz');
        code.if(() => {
          saveState(this.#context);
          code.call(this.#context.host.helper('illegal'));
          afterHost(this.#context);
        });
        return;
      case 'if': {
        this.#push(node.condition);
        code.if(() => this.#arm(node.then), node.otherwise.length > 0 ? () => this.#arm(node.otherwise) : undefined);
        return;
      }
      case 'branch':
        this.#ended = true;
        return this.#branch(node.condition);
      case 'jumpRelative':
        this.#ended = true;
        if (this.#variant.far) return this.#jumpFar();
        code.get(registers.slot);
        this.#slotDelta();
        code.op('i32.add').set(registers.slot).br(next);
        return;
      case 'jump':
        this.#ended = true;
        this.#push(node.target);
        code.i64(-2n).op('i64.and').set(registers.target).br(jump);
        return;
    }
  }

  /** Inside an arm nothing computed there may be used outside it. */
  #arm(program: Program): void {
    this.#region(program);
  }

  #result(value: Value): Local {
    const local = this.#context.temporary('i64');
    this.#locals.set(value, local);
    return local;
  }

  #storeArguments(args: readonly Value[]): void {
    for (const [index, arg] of args.entries()) this.#context.hart.store('i64.store', argumentOffset(index), () => this.#push(arg));
  }

  #fp(node: Extract<Value, { kind: 'fp' }>): void {
    const { code, registers, hart, host } = this.#context;
    const args = node.args.map((arg) => this.#inLocal(arg));
    const result = this.#result(node);
    code.block((done) => {
      code.block((slow) => {
        if (emitFpFastPath(this.#context, node.op, args, result, slow)) code.br(done);
      });
      for (const [index, arg] of args.entries()) hart.store('i64.store', argumentOffset(index), () => code.get(arg));
      saveState(this.#context);
      code.i32(fpOpNames.indexOf(node.op)).get(registers.slot).memory('i32.load8_u', SLOT_RM).call(host.fp);
      afterHost(this.#context);
      hart.load('i64.load', argumentOffset(0)).set(result);
    });
  }

  /** Bytes from this slot to that of the target on the same page. */
  #slotDelta(): void {
    const { code, registers } = this.#context;
    code.get(registers.slot).memory('i32.load', SLOT_IMM).i32(SLOT_SHIFT).op('i32.shl');
  }

  #jumpFar(): void {
    const { code, registers, jump } = this.#context;
    pushPc(this.#context);
    code.get(registers.slot).memory('i64.load32_s', SLOT_IMM).op('i64.add').set(registers.target).br(jump);
  }

  #branch(condition: Value): void {
    const { code, registers, next } = this.#context;
    if (this.#variant.far) {
      this.#push(condition);
      code.if(() => this.#jumpFar());
      code.get(registers.slot).i32(this.#slotStep).op('i32.add').set(registers.slot).br(next);
      return;
    }
    code.get(registers.slot);
    this.#slotDelta();
    code.i32(this.#slotStep);
    this.#push(condition);
    code.op('select', 'i32.add').set(registers.slot).br(next);
  }
}
