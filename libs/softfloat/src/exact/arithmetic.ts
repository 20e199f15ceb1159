/** The operations of IEEE 754-2019 §5.4.1, each computed exactly and rounded once. */
import type { Format } from '../format.ts';
import { DZ, type FloatResult, RDN, type RoundingMode } from '../rounding.ts';
import { infinity, invalid, propagateNan } from './nan.ts';
import { bitLength, round } from './round.ts';
import { type Finite, type Unpacked, unpack } from './unpack.ts';

const signed = (value: Finite, exponent: number): bigint => {
  const aligned = value.significand << BigInt(value.exponent - exponent);
  return value.negative ? -aligned : aligned;
};

const addUnpacked = (format: Format, x: Unpacked, y: Unpacked, rm: RoundingMode): FloatResult => {
  if (x.kind === 'infinity' && y.kind === 'infinity' && x.negative !== y.negative) return invalid(format);
  if (x.kind === 'infinity') return infinity(format, x.negative);
  if (y.kind === 'infinity') return infinity(format, y.negative);
  const exponent = Math.min(x.exponent, y.exponent);
  const sum = signed(x, exponent) + signed(y, exponent);
  // A sum of zero is positive, or negative when rounding down, unless both are zeros of one sign (§6.3).
  const negative = sum === 0n ? (x.negative === y.negative ? x.negative : rm === RDN) : sum < 0n;
  return round(format, { negative, exponent, significand: sum < 0n ? -sum : sum }, rm);
};

export const add = (format: Format, a: bigint, b: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(format, a);
  const y = unpack(format, b);
  if (x.kind === 'nan' || y.kind === 'nan') return propagateNan(format, a, b);
  return addUnpacked(format, x, y, rm);
};

export const sub = (format: Format, a: bigint, b: bigint, rm: RoundingMode): FloatResult =>
  add(format, a, b ^ format.signBit, rm);

const isZero = (x: Unpacked): boolean => x.kind === 'finite' && x.significand === 0n;

/** The exact product of two values that are no NaNs; undefined for infinity times zero. */
const product = (x: Unpacked, y: Unpacked): Unpacked | undefined => {
  const isInfinite = x.kind === 'infinity' || y.kind === 'infinity';
  if (isInfinite && (isZero(x) || isZero(y))) return undefined;
  return {
    kind: isInfinite ? 'infinity' : 'finite',
    negative: x.negative !== y.negative,
    exponent: x.exponent + y.exponent,
    significand: x.significand * y.significand,
  };
};

export const mul = (format: Format, a: bigint, b: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(format, a);
  const y = unpack(format, b);
  if (x.kind === 'nan' || y.kind === 'nan') return propagateNan(format, a, b);
  const exact = product(x, y);
  if (exact === undefined) return invalid(format);
  return exact.kind === 'infinity' ? infinity(format, exact.negative) : round(format, exact, rm);
};

/**
 * a * b + c, rounded once. The negated forms are this one with the signs of operands changed: fmsub is fma(a, b, -c),
 * fnmsub is fma(-a, b, c), fnmadd is fma(-a, b, -c). Infinity times zero is invalid even where c is a quiet NaN
 * (RISC-V F chapter, "Single-Precision Floating-Point Computational Instructions").
 */
export const fma = (format: Format, a: bigint, b: bigint, c: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(format, a);
  const y = unpack(format, b);
  const z = unpack(format, c);
  if (x.kind === 'nan' || y.kind === 'nan') return propagateNan(format, a, b, c);
  const exact = product(x, y);
  if (exact === undefined) return invalid(format);
  if (z.kind === 'nan') return propagateNan(format, c);
  return addUnpacked(format, exact, z, rm);
};

export const div = (format: Format, a: bigint, b: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(format, a);
  const y = unpack(format, b);
  if (x.kind === 'nan' || y.kind === 'nan') return propagateNan(format, a, b);
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinity') return y.kind === 'infinity' ? invalid(format) : infinity(format, negative);
  if (y.kind === 'infinity') return { bits: negative ? format.signBit : 0n, flags: 0 };
  if (y.significand === 0n) {
    return x.significand === 0n ? invalid(format) : { ...infinity(format, negative), flags: DZ };
  }
  // Two bits more than the precision, then one that stands for all that a non-zero remainder would add.
  const widening = Math.max(0, format.precision + 2 + bitLength(y.significand) - bitLength(x.significand));
  const dividend = x.significand << BigInt(widening);
  const quotient = dividend / y.significand;
  const sticky = quotient * y.significand === dividend ? 0n : 1n;
  return round(
    format,
    { negative, exponent: x.exponent - y.exponent - widening - 1, significand: (quotient << 1n) | sticky },
    rm,
  );
};

/** The integer part of the square root, by Newton's method from above. */
const integerSquareRoot = (square: bigint): bigint => {
  let root = 1n << BigInt(Math.ceil(bitLength(square) / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};

export const sqrt = (format: Format, a: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(format, a);
  if (x.kind === 'nan') return propagateNan(format, a);
  if (isZero(x)) return { bits: a, flags: 0 };
  if (x.negative) return invalid(format);
  if (x.kind === 'infinity') return infinity(format, false);
  // Widened so that the root has more bits than the precision, and by a step that leaves the exponent even.
  const least = 2 * format.precision + 4;
  const widening = least + ((x.exponent - least) & 1);
  const square = x.significand << BigInt(widening);
  const root = integerSquareRoot(square);
  const sticky = root * root === square ? 0n : 1n;
  return round(
    format,
    { negative: false, exponent: (x.exponent - widening) / 2 - 1, significand: (root << 1n) | sticky },
    rm,
  );
};
