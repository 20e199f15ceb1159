import type { FpOpName } from '@reprise/ir';
import { hartFieldOffset } from '@reprise/riscv';
import type { Code, Label, Local, OpcodeName, ValueType } from '@reprise/wasm';
import type { HartAccess } from './hart-access.ts';
import type { Intrinsics } from './lower-ops.ts';
import type { Push } from './program-emitter.ts';

/**
 * Floating point on the host's own operations where they give RISC-V's bits and flags (the rule is QEMU's, "hardfloat"): rounding is
 * to nearest even, inexact is already raised, and the result is ordinary, so that inexact is all that could be raised. Everything
 * else takes the exact path through the host.
 */

/** What a floating-point operation needs. */
export interface FpTarget {
  readonly code: Code;
  readonly hart: HartAccess;
  readonly intrinsics: Intrinsics;
  /** The rounding mode field of the instruction: known, or to be left on the stack. */
  readonly rm: number | Push;
}

/** Emits the fast path for `op` into `result`, branching to `slow` where it does not apply; false when there is none. */
export function emitFpFastPath(target: FpTarget, op: FpOpName, args: readonly Local[], result: Local, slow: Label): boolean {
  const plan = plans[op];
  if (!plan) return false;
  plan(new FpEmitter(target, args, result, slow));
  return true;
}

type Plan = (emitter: FpEmitter) => void;
type Format = 'f32' | 'f64';

const plans: Readonly<Partial<Record<FpOpName, Plan>>> = {
  'add.s': (e) => e.arithmetic('f32', 'f32.add', 'finite'),
  'sub.s': (e) => e.arithmetic('f32', 'f32.sub', 'finite'),
  'mul.s': (e) => e.arithmetic('f32', 'f32.mul', 'normal'),
  'div.s': (e) => e.arithmetic('f32', 'f32.div', 'normal'),
  'sqrt.s': (e) => e.arithmetic('f32', 'f32.sqrt', 'finite'),
  'fma.s': (e) => e.fused('f32', 'normal'),
  'add.d': (e) => e.arithmetic('f64', 'f64.add', 'finite'),
  'sub.d': (e) => e.arithmetic('f64', 'f64.sub', 'finite'),
  'mul.d': (e) => e.arithmetic('f64', 'f64.mul', 'normal'),
  'div.d': (e) => e.arithmetic('f64', 'f64.div', 'normal'),
  'sqrt.d': (e) => e.arithmetic('f64', 'f64.sqrt', 'finite'),
  'fma.d': (e) => e.fused('f64', 'finite'),
  'eq.s': (e) => e.comparison('f32', 'f32.eq'),
  'lt.s': (e) => e.comparison('f32', 'f32.lt'),
  'le.s': (e) => e.comparison('f32', 'f32.le'),
  'eq.d': (e) => e.comparison('f64', 'f64.eq'),
  'lt.d': (e) => e.comparison('f64', 'f64.lt'),
  'le.d': (e) => e.comparison('f64', 'f64.le'),
  'cvt.d.w': (e) => e.fromInteger('f64.convert_i32_s', true),
  'cvt.d.wu': (e) => e.fromInteger('f64.convert_i32_u', true),
  'cvt.d.l': (e) => e.fromLong('f64.convert_i64_s'),
  'cvt.d.lu': (e) => e.fromLong('f64.convert_i64_u'),
  'cvt.d.s': (e) => e.widen(),
  'cvt.s.d': (e) => e.narrow(),
  'cvt.w.d': (e) => e.truncate('f64', 2147483648n, 2),
  'cvt.l.d': (e) => e.truncate('f64', 1n << 63n, 6),
  'cvt.w.s': (e) => e.truncate('f32', 2147483648n, 0),
  'cvt.l.s': (e) => e.truncate('f32', 1n << 63n, 4),
};

const FCSR = hartFieldOffset('fcsr');
const INEXACT = 0x01;
const ROUNDING = 0xe0;
const TOWARDS_ZERO = 1;

const formats = {
  f32: { infinity: 0x7f80_0000n, smallestNormal: 0x0080_0000n, magnitude: 0x7fff_ffffn },
  f64: { infinity: 0x7ff0n << 48n, smallestNormal: 0x0010n << 48n, magnitude: (1n << 63n) - 1n },
} as const;

class FpEmitter {
  readonly #hart: HartAccess;
  readonly #intrinsics: Intrinsics;
  readonly #rm: number | Push;
  readonly #code: Code;
  readonly #args: readonly Local[];
  readonly #result: Local;
  readonly #slow: Label;

  constructor({ code, hart, intrinsics, rm }: FpTarget, args: readonly Local[], result: Local, slow: Label) {
    this.#code = code;
    this.#hart = hart;
    this.#intrinsics = intrinsics;
    this.#rm = rm;
    this.#args = args;
    this.#result = result;
    this.#slow = slow;
  }

  /**
   * A result that is finite is the rounded one, and a sum or a root that is tiny is exact; a product or quotient must also be
   * normal, or it might have underflowed.
   */
  arithmetic(format: Format, op: OpcodeName, accept: 'finite' | 'normal'): void {
    this.#nearestEvenAndInexact();
    for (const [index] of this.#args.entries()) this.#operand(index, format);
    this.#code.op(op);
    this.#bits(format);
    this.#code.set(this.#result);
    this.#leaveUnless(format, accept);
  }

  /** What the function for it does not cover it says by a NaN. */
  fused(format: Format, accept: 'finite' | 'normal'): void {
    this.#nearestEvenAndInexact();
    for (const index of [0, 1, 2]) this.#operand(index, format);
    this.#code.call(this.#intrinsics(`${format}.fma`));
    this.#bits(format);
    this.#code.set(this.#result);
    this.#leaveUnless(format, accept);
  }

  /** Ordered operands raise nothing. */
  comparison(format: Format, op: OpcodeName): void {
    for (const index of [0, 1]) {
      this.#operand(index, format);
      this.#operand(index, format);
      this.#code.op(`${format}.ne`).unlikely().brIf(this.#slow);
    }
    this.#operand(0, format);
    this.#operand(1, format);
    this.#code.op(op, 'i64.extend_i32_u').set(this.#result);
  }

  /** A word fits a double's significand: exact under every rounding mode, as long as the mode is one. */
  fromInteger(op: OpcodeName, exact: boolean): void {
    if (exact) this.#nearestEven();
    else this.#nearestEvenAndInexact();
    this.#code.get(this.#argument(0)).op('i32.wrap_i64', op);
    this.#bits('f64');
    this.#code.set(this.#result);
  }

  fromLong(op: OpcodeName): void {
    this.#nearestEvenAndInexact();
    this.#code.get(this.#argument(0)).op(op);
    this.#bits('f64');
    this.#code.set(this.#result);
  }

  widen(): void {
    this.#nearestEven();
    this.#operand(0, 'f32');
    this.#code.op('f64.promote_f32');
    this.#bits('f64');
    this.#code.set(this.#result);
    this.#leaveUnless('f64', 'finite');
  }

  narrow(): void {
    this.#nearestEvenAndInexact();
    this.#operand(0, 'f64');
    this.#code.op('f32.demote_f64');
    this.#bits('f32');
    this.#code.set(this.#result);
    this.#leaveUnless('f32', 'normal');
  }

  /** Towards zero, as C casts; inside the range, and inexact only where it is already raised. `truncSat` is the opcode's number. */
  truncate(format: Format, limit: bigint, truncSat: number): void {
    const code = this.#code;
    this.#pushRm();
    code.i32(TOWARDS_ZERO).op('i32.ne').unlikely().brIf(this.#slow);
    this.#hart.load('i32.load', FCSR).i32(INEXACT).op('i32.and', 'i32.eqz').unlikely().brIf(this.#slow);
    this.#operand(0, format);
    code.op(`${format}.abs`).i64(limit).op(`${format}.convert_i64_u`, `${format}.lt`, 'i32.eqz').unlikely().brIf(this.#slow);
    this.#operand(0, format);
    code.truncSat(truncSat);
    if (truncSat < 4) code.op('i64.extend_i32_s');
    code.set(this.#result);
  }

  #argument(index: number): Local {
    const local = this.#args[index];
    if (local === undefined) throw new Error(`no operand ${index}`);
    return local;
  }

  #operand(index: number, format: Format): void {
    this.#code.get(this.#argument(index));
    if (format === 'f32') this.#code.op('i32.wrap_i64', 'f32.reinterpret_i32');
    else this.#code.op('f64.reinterpret_i64');
  }

  #bits(format: ValueType): void {
    if (format === 'f32') this.#code.op('i32.reinterpret_f32', 'i64.extend_i32_u');
    else this.#code.op('i64.reinterpret_f64');
  }

  #nearestEven(): void {
    this.#fcsrIs(ROUNDING, 0);
  }

  #nearestEvenAndInexact(): void {
    this.#fcsrIs(ROUNDING | INEXACT, INEXACT);
  }

  #pushRm(): void {
    if (typeof this.#rm === 'number') this.#code.i32(this.#rm);
    else this.#rm();
  }

  /** The static mode is RNE (0) or dynamic (7), which `rm + 1 & 6` tells, and fcsr's bits are as wanted. */
  #fcsrIs(mask: number, value: number): void {
    const code = this.#code;
    this.#pushRm();
    code.i32(1).op('i32.add').i32(6).op('i32.and');
    this.#hart.load('i32.load', FCSR).i32(mask).op('i32.and').i32(value).op('i32.xor');
    code.op('i32.or').unlikely().brIf(this.#slow);
  }

  #leaveUnless(format: Format, accept: 'finite' | 'normal'): void {
    const { infinity, smallestNormal, magnitude } = formats[format];
    this.#code.get(this.#result).i64(magnitude).op('i64.and');
    if (accept === 'finite') {
      this.#code.i64(infinity).op('i64.ge_u').unlikely().brIf(this.#slow);
      return;
    }
    // strictly above the smallest normal number, which a tiny result may have been rounded up to
    this.#code.i64(smallestNormal + 1n).op('i64.sub').i64(infinity - smallestNormal - 1n).op('i64.ge_u').unlikely().brIf(this.#slow);
  }
}
