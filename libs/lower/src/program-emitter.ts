import { inputs, type Access, type FpOpName, type Node, type Program, type Register, type Value } from '@reprise/ir';
import type { Code, Local, ValueType } from '@reprise/wasm';
import { lowerOp, type Intrinsics } from './lower-ops.ts';

/** Values that an instruction takes from its operands or from the hart. */
export type Leaf = Extract<Value, { kind: 'imm' | 'pc' | 'nextPc' | 'registerNumber' | 'getX' | 'getF' | 'getState' }>;

/** Emits code that leaves a value on the stack. */
export type Push = () => void;

/** Where operands are and what effects become: that in which tiers differ. The last three end an instruction. */
export interface EmitTarget {
  readonly code: Code;
  readonly intrinsics: Intrinsics;
  /** A scratch local that is free in this instruction. */
  temporary(type: ValueType): Local;
  leaf(value: Leaf): void;
  setX(register: Register, value: Push): void;
  setF(register: Register, value: Push): void;
  setState(field: string, value: Push): void;
  requireFp(): void;
  load(access: Access, address: Local, result: Local): void;
  store(access: Access, address: Local, value: Local): void;
  fp(op: FpOpName, args: readonly Local[], result: Local): void;
  /** `result` where the instruction wants one. */
  call(helper: string, args: readonly Push[], result: Local | undefined): void;
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
  readonly #uses = new Map<Value, number>();
  readonly #locals = new Map<Value, Local>();
  /** Values that read state, not emitted yet. */
  readonly #pending = new Set<Value>();
  #ended = false;

  constructor(target: EmitTarget, program: Program) {
    this.#target = target;
    this.#program = program;
    this.#count(program);
  }

  emit(): boolean {
    this.#region(this.#program);
    return this.#ended;
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

  /** Inside an arm of an `if` nothing computed there may be used outside it. */
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
    const local = this.#target.temporary(value.type);
    this.#push(value);
    this.#target.code.set(local);
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
    const { code, intrinsics } = this.#target;
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

  /** A value in a local: its own, or a new one. */
  #inLocal(value: Value): Local {
    const known = this.#locals.get(value);
    if (known !== undefined) return known;
    const local = this.#target.temporary(value.type);
    this.#push(value);
    this.#target.code.set(local);
    return local;
  }

  #effect(node: EffectNode): void {
    const target = this.#target;
    switch (node.kind) {
      case 'setX':
        return target.setX(node.register, this.#pushing(node.value));
      case 'setF':
        return target.setF(node.register, this.#pushing(node.value));
      case 'setState':
        return target.setState(node.field, this.#pushing(node.value));
      case 'requireFp':
        return target.requireFp();
      case 'load': {
        const address = this.#inLocal(node.address);
        return target.load(node.access, address, this.#result(node));
      }
      case 'store': {
        const address = this.#inLocal(node.address);
        return target.store(node.access, address, this.#inLocal(node.value));
      }
      case 'fp': {
        const args = node.args.map((arg) => this.#inLocal(arg));
        return target.fp(node.op, args, this.#result(node));
      }
      case 'call':
        return target.call(node.helper, node.args.map((arg) => this.#pushing(arg)), this.#uses.has(node) ? this.#result(node) : undefined);
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

  #result(value: Value): Local {
    const local = this.#target.temporary('i64');
    this.#locals.set(value, local);
    return local;
  }
}
