import * as arithmetic32 from './fast/arithmetic32.ts';
import * as arithmetic64 from './fast/arithmetic64.ts';
import * as compare32 from './fast/compare32.ts';
import * as compare64 from './fast/compare64.ts';
import * as convert32 from './fast/convert32.ts';
import * as convert64 from './fast/convert64.ts';

/**
 * The same operations on 32-bit words, for values that live in typed arrays: nothing is allocated where the rounding is to
 * nearest and the operands are ordinary. Operands are (high, low) words, or one word for a float; the result goes to an
 * `Int32Array`, low word first (a float takes word 0 alone); the flags are returned.
 */
export const binary64 = {
  add: arithmetic64.add,
  sub: arithmetic64.sub,
  mul: arithmetic64.mul,
  div: arithmetic64.div,
  sqrt: arithmetic64.sqrt,
  fma: arithmetic64.fma,
  min: compare64.min,
  max: compare64.max,
  eq: compare64.eq,
  lt: compare64.lt,
  le: compare64.le,
  classify: compare64.classify,
  toBinary32: convert64.toBinary32,
  toI32: convert64.toI32,
  toU32: convert64.toU32,
  toI64: convert64.toI64,
  toU64: convert64.toU64,
  fromI32: convert64.fromI32,
  fromU32: convert64.fromU32,
  fromI64: convert64.fromI64,
  fromU64: convert64.fromU64,
} as const;

/** As {@link binary64}, for floats. */
export const binary32 = {
  add: arithmetic32.add,
  sub: arithmetic32.sub,
  mul: arithmetic32.mul,
  div: arithmetic32.div,
  sqrt: arithmetic32.sqrt,
  fma: arithmetic32.fma,
  min: compare32.min,
  max: compare32.max,
  eq: compare32.eq,
  lt: compare32.lt,
  le: compare32.le,
  classify: compare32.classify,
  toBinary64: convert32.toBinary64,
  toI32: convert32.toI32,
  toU32: convert32.toU32,
  toI64: convert32.toI64,
  toU64: convert32.toU64,
  fromI32: convert32.fromI32,
  fromU32: convert32.fromU32,
  fromI64: convert32.fromI64,
  fromU64: convert32.fromU64,
} as const;
