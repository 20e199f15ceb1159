import { fpOperands, inputs, type Access, type FpOpName, type Node, type Program, type Register, type Value } from '@reprise/ir';
import type { Code, Local, ValueType } from '@reprise/wasm';
import { lowerOp, type Intrinsics } from './lower-ops.ts';
import type { Push, ValueLocal } from './places.ts';

/** Values that an instruction takes from its operands or from the hart. */
export type Leaf = Extract<Value, { kind: 'imm' | 'pc' | 'nextPc' | 'registerNumber' | 'getX' | 'getF' | 'getState' }>;

/** Where operands are and what effects become: that in which tiers differ. The last three end an instruction. */
export interface EmitTarget {
  readonly code: Code;
  readonly intrinsics: Intrinsics;
  /** A scratch local that is free in this instruction. */
  temporary(type: ValueType): Local;
  leaf(value: Leaf): void;
  setX(register: Register, value: Push): void;
  /** `value` leaves an i64, or a double itself. */
  setF(register: Register, value: Push, type: ValueLocal['type']): void;
  /** Leaves a floating-point register on the stack as a double; `leaf` leaves its bits. */
  pushDouble(register: Register): void;
  setState(field: string, value: Push): void;
  requireFp(): void;
  load(access: Access, address: Local, result: ValueLocal): void;
  store(access: Access, address: Local, value: ValueLocal): void;
  /** Doubles among the operands and as the result are there as such. */
  fp(op: FpOpName, args: readonly ValueLocal[], result: ValueLocal): void;
  /** `result` where the instruction wants one. */
  call(helper: string, args: readonly Push[], result: Local | undefined): void;
  /** What an instruction does after a call is done; in an arm of an `if`, what that arm does. Nothing follows but the next instruction. */
  called(): void;
  branch(condition: Push): void;
  jumpRelative(): void;
  jump(target: Push): void;
}

/** Emits what one instruction does; false if it does not say itself where control goes, so that the next instruction follows. */
export function emitProgram(target: EmitTarget, program: Program): boolean {
  return new ProgramEmitter(target, program).emit();
}

type EffectNode = Exclude<Node, Leaf | { kind: 'const' | 'op' | 'select' }>;

/**
 * Values are emitted where they are used, so that most stay on WebAssembly's stack. Those used twice get a local; so do those
 * that read state which an effect before their use might change.
 */
class ProgramEmitter {
  readonly #target: EmitTarget;
  readonly #program: Program;
  readonly #uses: ReadonlyMap<Value, number>;
  readonly #locals = new Map<Value, ValueLocal | { readonly local: Local; readonly type: 'i32' }>();
  /** Values that read state, not emitted yet. */
  readonly #pending = new Set<Value>();
  #ended = false;

  constructor(target: EmitTarget, program: Program) {
    this.#target = target;
    this.#program = program;
    this.#uses = usesIn(program);
  }

  emit(): boolean {
    this.#region(this.#program);
    return this.#ended;
  }

  /** Inside an arm of an `if` nothing computed there may be used outside it. */
  #region(program: Program): void {
    for (const node of program) this.#node(node);
    if (program.some(({ kind }) => kind === 'call')) this.#target.called();
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
    const { type } = value;
    const local = this.#target.temporary(type);
    this.#push(value);
    this.#target.code.set(local);
    this.#locals.set(value, { local, type });
  }

  /** Before an effect: what it does not take itself must not be read after it. */
  #settle(effect: Node): void {
    if (this.#pending.size === 0) return;
    const taken = takenBy(effect);
    for (const value of this.#pending) {
      if (!taken.has(value) && this.#pending.has(value)) this.#materialize(value);
    }
  }

  /** Leaves a value on the stack. */
  #push(value: Value): void {
    const { code, intrinsics } = this.#target;
    const known = this.#locals.get(value);
    if (known) {
      code.get(known.local);
      if (known.type === 'f64') code.op('i64.reinterpret_f64');
      return;
    }
    this.#pending.delete(value);
    switch (value.kind) {
      case 'const':
        if (value.type === 'i64') code.i64(value.value);
        else code.i32(Number(value.value));
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
      default:
        return this.#target.leaf(value);
    }
  }

  #pushing(value: Value): Push {
    return () => this.#push(value);
  }

  /** Leaves a value whose bits are those of a double on the stack as that double. */
  #pushDouble(value: Value): void {
    const { code } = this.#target;
    const known = this.#locals.get(value);
    if (known?.type === 'f64') {
      code.get(known.local);
    } else if (!known && value.kind === 'getF') {
      this.#pending.delete(value);
      this.#target.pushDouble(value.register);
    } else if (!known && isNegation(value)) {
      this.#pending.delete(value);
      this.#pushDouble(value.args[0]);
      code.op('f64.neg');
    } else {
      this.#push(value);
      code.op('f64.reinterpret_i64');
    }
  }

  /** A value in a local of a type: its own, or a new one. */
  #inLocal(value: Value, type: ValueLocal['type'] = 'i64'): ValueLocal {
    const known = this.#locals.get(value);
    if (known?.type === type) return { local: known.local, type };
    const local = this.#target.temporary(type);
    if (type === 'f64') this.#pushDouble(value);
    else this.#push(value);
    this.#target.code.set(local);
    return { local, type };
  }

  /** Whether a value is at hand as a double, so that its bits need not be had. */
  #isDouble(value: Value): boolean {
    const known = this.#locals.get(value);
    return known ? known.type === 'f64' : value.kind === 'getF';
  }

  #effect(node: EffectNode): void {
    const target = this.#target;
    switch (node.kind) {
      case 'setX':
        return target.setX(node.register, this.#pushing(node.value));
      case 'setF':
        if (this.#isDouble(node.value)) return target.setF(node.register, () => this.#pushDouble(node.value), 'f64');
        return target.setF(node.register, this.#pushing(node.value), 'i64');
      case 'setState':
        return target.setState(node.field, this.#pushing(node.value));
      case 'requireFp':
        return target.requireFp();
      case 'load': {
        const { local } = this.#inLocal(node.address);
        return target.load(node.access, local, this.#result(node, this.#isForF(node) ? 'f64' : 'i64'));
      }
      case 'store': {
        const { local } = this.#inLocal(node.address);
        const isDouble = node.access.bytes === 8 && this.#isDouble(node.value);
        return target.store(node.access, local, this.#inLocal(node.value, isDouble ? 'f64' : 'i64'));
      }
      case 'fp': {
        const { operands, result } = fpOperands(node.op);
        const args = node.args.map((arg) => this.#inLocal(arg, operands === 'd' ? 'f64' : 'i64'));
        return target.fp(node.op, args, this.#result(node, result === 'd' ? 'f64' : 'i64'));
      }
      case 'call':
        return target.call(node.helper, node.args.map((arg) => this.#pushing(arg)), this.#uses.has(node) ? this.#result(node).local : undefined);
      case 'if':
        this.#push(node.condition);
        target.code.if(() => this.#region(node.then), node.otherwise.length > 0 ? () => this.#region(node.otherwise) : undefined);
        return;
      case 'branch':
        this.#ended = true;
        return target.branch(this.#pushing(node.condition));
      case 'jumpRelative':
        this.#ended = true;
        return target.jumpRelative();
      case 'jump':
        this.#ended = true;
        return target.jump(this.#pushing(node.target));
    }
  }

  #result(value: Value, type: ValueLocal['type'] = 'i64'): ValueLocal {
    const result = { local: this.#target.temporary(type), type };
    this.#locals.set(value, result);
    return result;
  }

  /** Whether a load fills a floating-point register, and does nothing else. */
  #isForF(load: Value & { kind: 'load' }): boolean {
    return load.access.bytes === 8 && this.#uses.get(load) === 1 && this.#program.some((node) => node.kind === 'setF' && node.value === load);
  }
}

/** A program stands in many places: what is found out about it is found out once. */
const uses = new WeakMap<Program, Map<Value, number>>();
const taken = new WeakMap<Node, Set<Value>>();

/** How often each value of a program is used. */
function usesIn(program: Program): ReadonlyMap<Value, number> {
  let found = uses.get(program);
  if (!found) uses.set(program, (found = count(program, new Map<Value, number>())));
  return found;
}

function count(program: Program, found: Map<Value, number>): Map<Value, number> {
  for (const node of program) {
    for (const value of inputs(node)) found.set(value, (found.get(value) ?? 0) + 1);
    if (node.kind === 'if') for (const arm of [node.then, node.otherwise]) count(arm, found);
  }
  return found;
}

/** The values that a node takes, with those that these are made from. */
function takenBy(effect: Node): ReadonlySet<Value> {
  let found = taken.get(effect);
  if (!found) taken.set(effect, (found = take(inputs(effect), new Set<Value>())));
  return found;
}

function take(values: readonly Value[], found: Set<Value>): Set<Value> {
  for (const value of values) {
    found.add(value);
    take(inputs(value), found);
  }
  return found;
}

const SIGN = 1n << 63n;

const isNegation = (value: Value): value is Value & { readonly kind: 'op' } & { readonly args: readonly [Value, Value] } =>
  value.kind === 'op' && value.op === 'i64.xor' && value.args[1]?.kind === 'const' && BigInt.asUintN(64, value.args[1].value) === SIGN;
