/** A run of bits: `count` bits from bit `word` of the instruction are bits from `value` on of the immediate. */
type Piece = readonly [word: number, value: number, count: number];

/** How an immediate is scattered over an instruction word. */
export interface Immediate {
  readonly signed: boolean;
  /** One more than the highest bit of the value. */
  readonly width: number;
  readonly pieces: readonly Piece[];
}

function immediate(signed: boolean, ...pieces: Piece[]): Immediate {
  return { signed, width: Math.max(...pieces.map(([, value, count]) => value + count)), pieces };
}

export const signed = (...pieces: Piece[]): Immediate => immediate(true, ...pieces);
export const unsigned = (...pieces: Piece[]): Immediate => immediate(false, ...pieces);

const ones = (count: number): number => (count === 32 ? -1 : (1 << count) - 1);

/** The immediate's value as an int32. */
export function decodeImmediate({ signed: isSigned, width, pieces }: Immediate, word: number): number {
  let value = 0;
  for (const [from, to, count] of pieces) value |= ((word >>> from) & ones(count)) << to;
  const unused = 32 - width;
  return isSigned ? (value << unused) >> unused : value;
}

/** The word's bits that hold the value; throws a RangeError, which begins with `what`, when it does not fit. */
export function encodeImmediate(shape: Immediate, value: number, what = 'immediate'): number {
  let word = 0;
  for (const [to, from, count] of shape.pieces) word |= ((value >>> from) & ones(count)) << to;
  if (decodeImmediate(shape, word) !== value) throw new RangeError(`${what} ${value} does not fit (${range(shape)})`);
  return word;
}

/** What an immediate can hold, in words. */
function range({ signed: isSigned, width, pieces }: Immediate): string {
  const step = 2 ** Math.min(...pieces.map(([, value]) => value));
  const [lowest, highest] = isSigned ? [-(2 ** (width - 1)), 2 ** (width - 1) - step] : [0, 2 ** width - step];
  return `${lowest} to ${highest}${step === 1 ? '' : ` in steps of ${step}`}`;
}

/** The bits of a word that the immediate takes. */
export function immediateMask({ pieces }: Immediate): number {
  return pieces.reduce((mask, [to, , count]) => mask | (ones(count) << to), 0);
}
