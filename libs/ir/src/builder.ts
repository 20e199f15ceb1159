import type { Access, Effect, Node, Program, Register, Value } from './node.ts';
import { fpOps, ops, type FpOpName, type OpName, type Type } from './ops.ts';

/** What an instruction's semantics are written against. */
export type Semantics = (m: Builder) => void;

type Width = 'b' | 'h' | 'w' | 'd';

const WIDTH_BYTES = { b: 1, h: 2, w: 4, d: 8 } as const;

type WithoutId<N> = N extends unknown ? Omit<N, 'id'> : never;

/** Collects the nodes of one instruction in the order in which they happen. */
export class Builder {
  #nodes: Node[] = [];
  #next = 0;

  static program(semantics: Semantics): Program {
    const builder = new Builder();
    semantics(builder);
    return builder.#nodes;
  }

  /** The integer register that a field names; x0 reads as zero. */
  x(register: Register): Value {
    return this.#value({ kind: 'getX', type: 'i64', register });
  }

  /** Writes to x0 are lost. */
  setX(register: Register, value: Value): void {
    this.#effect({ kind: 'setX', register, value });
  }

  /** The instruction is illegal while floating-point state is switched off; must come before anything else that happens. */
  requireFp(): void {
    this.#effect({ kind: 'requireFp' });
  }

  /** All 64 bits of a floating-point register. */
  f(register: Register): Value {
    return this.#value({ kind: 'getF', type: 'i64', register });
  }

  /** Also marks the floating-point state dirty. */
  setF(register: Register, value: Value): void {
    this.#effect({ kind: 'setF', register, value });
  }

  /** A named field of the hart's state. */
  get(field: string): Value {
    return this.#value({ kind: 'getState', type: 'i64', field });
  }

  set(field: string, value: Value): void {
    this.#effect({ kind: 'setState', field, value });
  }

  /** The immediate operand, sign-extended as the format says. */
  imm(): Value {
    return this.#value({ kind: 'imm', type: 'i64' });
  }

  pc(): Value {
    return this.#value({ kind: 'pc', type: 'i64' });
  }

  nextPc(): Value {
    return this.#value({ kind: 'nextPc', type: 'i64' });
  }

  registerNumber(register: Register): Value {
    return this.#value({ kind: 'registerNumber', type: 'i64', register });
  }

  const(value: bigint | number): Value {
    return this.#value({ kind: 'const', type: 'i64', value: BigInt.asIntN(64, BigInt(value)) });
  }

  op(op: OpName, ...args: readonly (Value | bigint | number)[]): Value {
    const { args: types, result } = ops[op];
    if (args.length !== types.length) throw new Error(`${op} takes ${types.length} operands, got ${args.length}`);
    const values = args.map((arg) => (typeof arg === 'object' ? arg : this.const(arg)));
    for (const [i, value] of values.entries()) {
      if (value.type !== types[i]) throw new Error(`operand ${i} of ${op} is ${types[i] ?? 'nothing'}, got ${value.type}`);
    }
    return this.#value({ kind: 'op', type: result, op, args: values });
  }

  select(condition: Value, then: Value, otherwise: Value): Value {
    expectType(condition, 'i32', 'select');
    return this.#value({ kind: 'select', type: then.type, args: [condition, then, otherwise] });
  }

  /** A load from a guest virtual address; may fault, and then nothing after it happens. */
  load(width: Width, address: Value, how: Partial<Pick<Access, 'signed' | 'intent' | 'aligned'>> = {}): Value {
    const access = { bytes: WIDTH_BYTES[width], signed: true, intent: 'read', aligned: false, ...how } as const;
    return this.#value({ kind: 'load', type: 'i64', access, address });
  }

  store(width: Width, address: Value, value: Value, how: Partial<Pick<Access, 'aligned'>> = {}): void {
    const access = { bytes: WIDTH_BYTES[width], signed: false, intent: 'write', aligned: false, ...how } as const;
    this.#effect({ kind: 'store', access, address, value });
  }

  fp(op: FpOpName, ...args: readonly Value[]): Value {
    const { arity } = fpOps[op];
    if (args.length !== arity) throw new Error(`${op} takes ${arity} operands, got ${args.length}`);
    return this.#value({ kind: 'fp', type: 'i64', op, args });
  }

  /**
   * Calls a helper of the CPU by name with at most four operands. It may take control elsewhere (a trap, the return from one, a
   * wait), and then nothing after it happens.
   */
  call(helper: string, ...args: readonly Value[]): Value {
    return this.#value({ kind: 'call', type: 'i64', helper, args });
  }

  if(condition: Value, then: () => void, otherwise: () => void = () => {}): void {
    expectType(condition, 'i32', 'if');
    this.#effect({ kind: 'if', condition, then: this.#region(then), otherwise: this.#region(otherwise) });
  }

  branch(condition: Value): void {
    expectType(condition, 'i32', 'branch');
    this.#effect({ kind: 'branch', condition });
  }

  jumpRelative(): void {
    this.#effect({ kind: 'jumpRelative' });
  }

  jump(target: Value): void {
    this.#effect({ kind: 'jump', target });
  }

  #region(body: () => void): Program {
    const outer = this.#nodes;
    const inner: Node[] = [];
    this.#nodes = inner;
    body();
    this.#nodes = outer;
    return inner;
  }

  #value(node: WithoutId<Value>): Value {
    const numbered = { ...node, id: this.#next++ } as Value; // a Value without its id, given one
    this.#nodes.push(numbered);
    return numbered;
  }

  #effect(node: WithoutId<Effect>): void {
    this.#nodes.push({ ...node, id: this.#next++ });
  }
}

function expectType(value: Value, type: Type, where: string): void {
  if (value.type !== type) throw new Error(`the condition of ${where} is ${type}, got ${value.type}`);
}
