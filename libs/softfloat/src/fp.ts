import { add, div, fma, mul, sqrt, sub } from './exact/arithmetic.ts';
import { classify, eq, le, lt, max, min } from './exact/compare.ts';
import { convert, fromInteger, toInteger } from './exact/convert.ts';

/** Every operation over BigInt, for any format: exact, then rounded once. Slow and plain; the others are measured by it. */
export const fp = { add, sub, mul, div, sqrt, fma, min, max, eq, lt, le, classify, convert, fromInteger, toInteger } as const;
