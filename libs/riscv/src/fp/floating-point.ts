import { fpOpNames, fpOps, type FpOpName } from '@reprise/ir';
import { binary32, binary64, type ResultWords, type RoundingMode } from '@reprise/softfloat';
import type { Hart } from '../hart/hart.ts';
import { ARGUMENTS } from '../hart/words.ts';
import { raiseIllegalInstruction } from '../trap/enter.ts';
import { accrueFlags, roundingMode } from './accrue.ts';

/** Operands a, b, c as the words of argument cells 0, 1, 2; returns the flags. */
type Operation = (result: ResultWords, hart: Hart, rm: RoundingMode) => number;

const aLow = (hart: Hart): number => hart.low(ARGUMENTS);
const aHigh = (hart: Hart): number => hart.high(ARGUMENTS);
const bLow = (hart: Hart): number => hart.low(ARGUMENTS + 2);
const bHigh = (hart: Hart): number => hart.high(ARGUMENTS + 2);
const cLow = (hart: Hart): number => hart.low(ARGUMENTS + 4);
const cHigh = (hart: Hart): number => hart.high(ARGUMENTS + 4);

// oxfmt-ignore
const operations: Readonly<Record<FpOpName, Operation>> = {
  'add.s':     (r, h, rm) => binary32.add(r, aLow(h), bLow(h), rm),
  'sub.s':     (r, h, rm) => binary32.sub(r, aLow(h), bLow(h), rm),
  'mul.s':     (r, h, rm) => binary32.mul(r, aLow(h), bLow(h), rm),
  'div.s':     (r, h, rm) => binary32.div(r, aLow(h), bLow(h), rm),
  'sqrt.s':    (r, h, rm) => binary32.sqrt(r, aLow(h), rm),
  'fma.s':     (r, h, rm) => binary32.fma(r, aLow(h), bLow(h), cLow(h), rm),
  'add.d':     (r, h, rm) => binary64.add(r, aHigh(h), aLow(h), bHigh(h), bLow(h), rm),
  'sub.d':     (r, h, rm) => binary64.sub(r, aHigh(h), aLow(h), bHigh(h), bLow(h), rm),
  'mul.d':     (r, h, rm) => binary64.mul(r, aHigh(h), aLow(h), bHigh(h), bLow(h), rm),
  'div.d':     (r, h, rm) => binary64.div(r, aHigh(h), aLow(h), bHigh(h), bLow(h), rm),
  'sqrt.d':    (r, h, rm) => binary64.sqrt(r, aHigh(h), aLow(h), rm),
  'fma.d':     (r, h, rm) => binary64.fma(r, aHigh(h), aLow(h), bHigh(h), bLow(h), cHigh(h), cLow(h), rm),
  'min.s':     (r, h) => binary32.min(r, aLow(h), bLow(h)),
  'max.s':     (r, h) => binary32.max(r, aLow(h), bLow(h)),
  'eq.s':      (r, h) => binary32.eq(r, aLow(h), bLow(h)),
  'lt.s':      (r, h) => binary32.lt(r, aLow(h), bLow(h)),
  'le.s':      (r, h) => binary32.le(r, aLow(h), bLow(h)),
  'class.s':   (r, h) => binary32.classify(r, aLow(h)),
  'min.d':     (r, h) => binary64.min(r, aHigh(h), aLow(h), bHigh(h), bLow(h)),
  'max.d':     (r, h) => binary64.max(r, aHigh(h), aLow(h), bHigh(h), bLow(h)),
  'eq.d':      (r, h) => binary64.eq(r, aHigh(h), aLow(h), bHigh(h), bLow(h)),
  'lt.d':      (r, h) => binary64.lt(r, aHigh(h), aLow(h), bHigh(h), bLow(h)),
  'le.d':      (r, h) => binary64.le(r, aHigh(h), aLow(h), bHigh(h), bLow(h)),
  'class.d':   (r, h) => binary64.classify(r, aHigh(h), aLow(h)),
  'cvt.w.s':   (r, h, rm) => binary32.toI32(r, aLow(h), rm),
  'cvt.wu.s':  (r, h, rm) => binary32.toU32(r, aLow(h), rm),
  'cvt.l.s':   (r, h, rm) => binary32.toI64(r, aLow(h), rm),
  'cvt.lu.s':  (r, h, rm) => binary32.toU64(r, aLow(h), rm),
  'cvt.w.d':   (r, h, rm) => binary64.toI32(r, aHigh(h), aLow(h), rm),
  'cvt.wu.d':  (r, h, rm) => binary64.toU32(r, aHigh(h), aLow(h), rm),
  'cvt.l.d':   (r, h, rm) => binary64.toI64(r, aHigh(h), aLow(h), rm),
  'cvt.lu.d':  (r, h, rm) => binary64.toU64(r, aHigh(h), aLow(h), rm),
  'cvt.s.w':   (r, h, rm) => binary32.fromI32(r, aLow(h), rm),
  'cvt.s.wu':  (r, h, rm) => binary32.fromU32(r, aLow(h), rm),
  'cvt.s.l':   (r, h, rm) => binary32.fromI64(r, aHigh(h), aLow(h), rm),
  'cvt.s.lu':  (r, h, rm) => binary32.fromU64(r, aHigh(h), aLow(h), rm),
  'cvt.d.w':   (r, h) => binary64.fromI32(r, aLow(h)),
  'cvt.d.wu':  (r, h) => binary64.fromU32(r, aLow(h)),
  'cvt.d.l':   (r, h, rm) => binary64.fromI64(r, aHigh(h), aLow(h), rm),
  'cvt.d.lu':  (r, h, rm) => binary64.fromU64(r, aHigh(h), aLow(h), rm),
  'cvt.s.d':   (r, h, rm) => binary64.toBinary32(r, aHigh(h), aLow(h), rm),
  'cvt.d.s':   (r, h) => binary32.toBinary64(r, aLow(h)),
};

const byNumber = fpOpNames.map((name) => ({ operation: operations[name], rounds: fpOps[name].rounds }));
const result = new Int32Array(2);

/**
 * Carries out a floating-point operation, numbered as in `fpOpNames`, on the hart's argument cells, with the instruction's rounding mode
 * field `rm`; the result comes to cell 0 and flags accrue. 1 = the rounding mode is reserved, and the instruction trapped.
 */
export function floatingPoint(hart: Hart, op: number, rm: number): 0 | 1 {
  const entry = byNumber[op];
  if (!entry) throw new Error(`no floating-point operation ${op}`);
  const mode = entry.rounds ? roundingMode(hart, rm) : 0;
  if (mode < 0) return raiseIllegalInstruction(hart);
  const flags = entry.operation(result, hart, mode as RoundingMode); // not negative, so one of the modes
  hart.setPair(ARGUMENTS, result[1] ?? 0, result[0] ?? 0);
  accrueFlags(hart, flags);
  return 0;
}
