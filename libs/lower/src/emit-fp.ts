import type { FpOpName } from '@reprise/ir';
import type { Code, Label, Local, OpcodeName, ValueType } from '@reprise/wasm';
import { emitFusedDouble } from './fused.ts';
import type { Intrinsics } from './lower-ops.ts';
import type { ValueLocal } from './places.ts';

/**
 * Floating point on the host's own operations where they give RISC-V's bits and flags (the rule is QEMU's, "hardfloat"): rounding is
 * to nearest even, inexact is already raised, and the result is ordinary, so that inexact is all that could be raised. Everything
 * else takes the exact path through the host.
 */

/** How an operation must be rounded for its fast path. */
export type FastRounding = 'nearest' | 'towards zero';

/** What a floating-point operation needs. */
export interface FpTarget {
  readonly code: Code;
  readonly intrinsics: Intrinsics;
  /** A scratch local that is free in this instruction. */
  readonly temporary: (type: ValueType) => Local;
  /** Branches to `otherwise` unless the instruction rounds like this and inexact is raised already. False: it never rounds like this. */
  requireRounding(rounding: FastRounding, otherwise: Label): boolean;
  /** The operation done exactly, whatever it takes: into the result. */
  exact(): void;
}

/** Emits `op` into `result`. */
export function emitFp(target: FpTarget, op: FpOpName, args: readonly ValueLocal[], result: ValueLocal): void {
  const { code } = target;
  const plan = plans[op];
  if (!plan) return target.exact();
  const emitter = new FpEmitter(target, args, result);
  code.block((done) => {
    for (const way of plan.ways) {
      code.block((otherwise) => {
        if (plan.rounding && !target.requireRounding(plan.rounding, otherwise)) return;
        way(emitter, otherwise);
        code.br(done);
      });
    }
    target.exact();
  });
}

type Way = (emitter: FpEmitter, otherwise: Label) => void;
type Format = 'f32' | 'f64';

interface Plan {
  /** Without, the operation is not rounded. */
  readonly rounding?: FastRounding;
  /** The first is for nearly all operands, each after it for what those before it leave. */
  readonly ways: readonly Way[];
}

const nearest = (...ways: readonly Way[]): Plan => ({ rounding: 'nearest', ways });
const truncating = (way: Way): Plan => ({ rounding: 'towards zero', ways: [way] });
const unrounded = (way: Way): Plan => ({ ways: [way] });

const multiply = (format: Format): Plan => nearest((e, o) => e.arithmetic(format, `${format}.mul`, 'normal', o), (e, o) => e.zeroProduct(format, o));

const plans: Readonly<Partial<Record<FpOpName, Plan>>> = {
  'add.s': nearest((e, o) => e.arithmetic('f32', 'f32.add', 'finite', o)),
  'sub.s': nearest((e, o) => e.arithmetic('f32', 'f32.sub', 'finite', o)),
  'mul.s': multiply('f32'),
  'div.s': nearest((e, o) => e.arithmetic('f32', 'f32.div', 'normal', o)),
  'sqrt.s': nearest((e, o) => e.arithmetic('f32', 'f32.sqrt', 'finite', o)),
  'fma.s': nearest((e, o) => e.fusedByFunction('f32', 'normal', o)),
  'add.d': nearest((e, o) => e.arithmetic('f64', 'f64.add', 'finite', o)),
  'sub.d': nearest((e, o) => e.arithmetic('f64', 'f64.sub', 'finite', o)),
  'mul.d': multiply('f64'),
  'div.d': nearest((e, o) => e.arithmetic('f64', 'f64.div', 'normal', o)),
  'sqrt.d': nearest((e, o) => e.arithmetic('f64', 'f64.sqrt', 'finite', o)),
  'fma.d': nearest((e, o) => e.fused(o), (e, o) => e.fusedByFunction('f64', 'finite', o)),
  'min.s': unrounded((e, o) => e.least('f32', 'f32.lt', o)),
  'max.s': unrounded((e, o) => e.least('f32', 'f32.gt', o)),
  'min.d': unrounded((e, o) => e.least('f64', 'f64.lt', o)),
  'max.d': unrounded((e, o) => e.least('f64', 'f64.gt', o)),
  'eq.s': unrounded((e, o) => e.comparison('f32', 'f32.eq', o)),
  'lt.s': unrounded((e, o) => e.comparison('f32', 'f32.lt', o)),
  'le.s': unrounded((e, o) => e.comparison('f32', 'f32.le', o)),
  'eq.d': unrounded((e, o) => e.comparison('f64', 'f64.eq', o)),
  'lt.d': unrounded((e, o) => e.comparison('f64', 'f64.lt', o)),
  'le.d': unrounded((e, o) => e.comparison('f64', 'f64.le', o)),
  'cvt.d.w': nearest((e) => e.fromWord('f64.convert_i32_s')),
  'cvt.d.wu': nearest((e) => e.fromWord('f64.convert_i32_u')),
  'cvt.d.l': nearest((e) => e.fromLong('f64.convert_i64_s')),
  'cvt.d.lu': nearest((e) => e.fromLong('f64.convert_i64_u')),
  'cvt.d.s': nearest((e, o) => e.convert('f32', 'f64.promote_f32', 'finite', o)),
  'cvt.s.d': nearest((e, o) => e.convert('f64', 'f32.demote_f64', 'normal', o)),
  'cvt.w.d': truncating((e, o) => e.truncate('f64', 2147483648n, 2, o)),
  'cvt.l.d': truncating((e, o) => e.truncate('f64', 1n << 63n, 6, o)),
  'cvt.w.s': truncating((e, o) => e.truncate('f32', 2147483648n, 0, o)),
  'cvt.l.s': truncating((e, o) => e.truncate('f32', 1n << 63n, 4, o)),
};

/** Of a format's bits: where the exponent is, its field's largest value, which infinities and NaNs have, and an integer with these bits. */
const formats = {
  f32: { shift: 23n, special: 0xff, bits: ['i32.reinterpret_f32', 'i64.extend_i32_u'] },
  f64: { shift: 52n, special: 0x7ff, bits: ['i64.reinterpret_f64'] },
} as const;

class FpEmitter {
  readonly #code: Code;
  readonly #target: FpTarget;
  readonly #args: readonly ValueLocal[];
  readonly #result: ValueLocal;

  constructor(target: FpTarget, args: readonly ValueLocal[], result: ValueLocal) {
    this.#code = target.code;
    this.#target = target;
    this.#args = args;
    this.#result = result;
  }

  /**
   * A result that is finite is the rounded one, and a sum or a root that is tiny is exact; a product or quotient must also be
   * normal, or it might have underflowed.
   */
  arithmetic(format: Format, op: OpcodeName, accept: 'finite' | 'normal', otherwise: Label): void {
    for (const [index] of this.#args.entries()) this.#operand(index, format);
    this.#code.op(op);
    this.#setResult(format);
    this.#leaveUnless(format, accept, otherwise);
  }

  /** A product of a zero and a number is exact. */
  zeroProduct(format: Format, otherwise: Label): void {
    const code = this.#code;
    const isZero = (): void => void code.op(`${format}.abs`).i64(0n).op(`${format}.convert_i64_u`, `${format}.eq`);
    const product = (): void => {
      this.#operand(0, format);
      this.#operand(1, format);
      code.op(`${format}.mul`);
    };
    this.#operand(0, format);
    isZero();
    this.#operand(1, format);
    isZero();
    code.op('i32.or');
    product(); // a NaN where the other is infinite or none
    isZero();
    code.op('i32.and', 'i32.eqz').brIf(otherwise);
    product();
    this.#setResult(format);
  }

  /** In a line, since loops of products and sums are full of it. */
  fused(otherwise: Label): void {
    const [a, b, c] = [this.#argument(0), this.#argument(1), this.#argument(2)];
    emitFusedDouble(this.#code, this.#target.temporary, [a.local, b.local, c.local], otherwise);
    this.#setResult('f64');
    this.#leaveUnless('f64', 'finite', otherwise);
  }

  /** What the function does not cover it says by a NaN. */
  fusedByFunction(format: Format, accept: 'finite' | 'normal', otherwise: Label): void {
    for (const index of [0, 1, 2]) this.#operand(index, format);
    this.#code.call(this.#target.intrinsics(`${format}.fma`));
    this.#setResult(format);
    this.#leaveUnless(format, accept, otherwise);
  }

  /** Ordered operands raise nothing. */
  comparison(format: Format, op: OpcodeName, otherwise: Label): void {
    for (const index of [0, 1]) this.#leaveIfNan(index, format, otherwise);
    this.#operand(0, format);
    this.#operand(1, format);
    this.#code.op(op, 'i64.extend_i32_u').set(this.#result.local);
  }

  /** The operand for which `op` holds with the other; zeros, whose signs count, are left. */
  least(format: Format, op: OpcodeName, otherwise: Label): void {
    for (const index of [0, 1]) this.#leaveIfNan(index, format, otherwise);
    const both = (): void => {
      this.#operand(0, format);
      this.#operand(1, format);
    };
    both();
    this.#code.op(`${format}.eq`).unlikely().brIf(otherwise);
    both();
    both();
    this.#code.op(op, 'select');
    this.#setResult(format);
  }

  /** A word fits a double's significand. */
  fromWord(op: OpcodeName): void {
    this.#code.get(this.#argument(0).local).op('i32.wrap_i64', op);
    this.#setResult('f64');
  }

  fromLong(op: OpcodeName): void {
    this.#code.get(this.#argument(0).local).op(op);
    this.#setResult('f64');
  }

  convert(from: Format, op: OpcodeName, accept: 'finite' | 'normal', otherwise: Label): void {
    const to = from === 'f32' ? 'f64' : 'f32';
    this.#operand(0, from);
    this.#code.op(op);
    this.#setResult(to);
    this.#leaveUnless(to, accept, otherwise);
  }

  /** As C casts; inside the range. `truncSat` is the opcode's number. */
  truncate(format: Format, limit: bigint, truncSat: number, otherwise: Label): void {
    const code = this.#code;
    this.#operand(0, format);
    code.op(`${format}.abs`).i64(limit).op(`${format}.convert_i64_u`, `${format}.lt`, 'i32.eqz').unlikely().brIf(otherwise);
    this.#operand(0, format);
    code.truncSat(truncSat);
    if (truncSat < 4) code.op('i64.extend_i32_s');
    code.set(this.#result.local);
  }

  #argument(index: number): ValueLocal {
    const argument = this.#args[index];
    if (!argument) throw new Error(`no operand ${index}`);
    return argument;
  }

  #operand(index: number, format: Format): void {
    const { local, type } = this.#argument(index);
    this.#code.get(local);
    if (format === 'f32') this.#code.op('i32.wrap_i64', 'f32.reinterpret_i32');
    else if (type === 'i64') this.#code.op('f64.reinterpret_i64');
  }

  /** Takes the result from the stack. */
  #setResult(format: Format): void {
    const { local, type } = this.#result;
    if (type !== format) for (const name of formats[format].bits) this.#code.op(name);
    this.#code.set(local);
  }

  #leaveIfNan(index: number, format: Format, otherwise: Label): void {
    this.#operand(index, format);
    this.#operand(index, format);
    this.#code.op(`${format}.ne`).unlikely().brIf(otherwise);
  }

  #leaveUnless(format: Format, accept: 'finite' | 'normal', otherwise: Label): void {
    const { shift, special } = formats[format];
    const { local, type } = this.#result;
    this.#code.get(local);
    if (type === 'f64') this.#code.op('i64.reinterpret_f64');
    this.#code.i64(shift).op('i64.shr_u', 'i32.wrap_i64').i32(special).op('i32.and');
    if (accept === 'finite') this.#code.i32(special).op('i32.eq');
    else this.#code.i32(2).op('i32.sub').i32(special - 2).op('i32.ge_u'); // not 1 either: a tiny result may have been rounded up to the smallest normal number
    this.#code.unlikely().brIf(otherwise);
  }
}
