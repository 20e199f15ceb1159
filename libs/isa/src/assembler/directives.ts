import { unescape } from './expression.ts';

/** What a directive adds at an address: sizes when symbols are not known yet, bytes later. */
interface Placed {
  readonly pc: bigint;
  /** An expression's value; in the first pass, 0 for one that names a later symbol. */
  readonly value: (expression: string) => bigint;
  /** An expression's value, which must be known in the first pass. */
  readonly known: (expression: string) => bigint;
}

type Directive = (operands: readonly string[], at: Placed) => Uint8Array;

const integers = (bytes: number): Directive => (operands, { value }) => {
  const out = new Uint8Array(operands.length * bytes);
  for (const [i, operand] of operands.entries()) {
    const number = value(operand);
    if (number < -(1n << BigInt(bytes * 8 - 1)) || number >= 1n << BigInt(bytes * 8)) throw new Error(`${number} does not fit ${bytes * 8} bits`);
    for (let byte = 0; byte < bytes; byte++) out[i * bytes + byte] = Number((number >> BigInt(byte * 8)) & 0xffn);
  }
  return out;
};

const text = (end: string): Directive => (operands) => {
  const strings = operands.map((operand) => {
    if (!/^".*"$/s.test(operand) || operand.length < 2) throw new Error(`${operand} is not a string in double quotes`);
    return unescape(operand.slice(1, -1)) + end;
  });
  return new TextEncoder().encode(strings.join(''));
};

/** At most this much in one directive, so that a slip of the pen does not eat the memory. */
const MOST_BYTES = 1n << 28n;

const zeros: Directive = ([count = ''], { known }) => {
  const bytes = known(count);
  if (bytes < 0n || bytes > MOST_BYTES) throw new Error(`${bytes} bytes are not in 0..${MOST_BYTES}`);
  return new Uint8Array(Number(bytes));
};

/** Zeros up to a multiple: of 2 to the power of the operand, or of the operand. */
const alignment = (multiple: (operand: bigint) => bigint): Directive => ([operand = ''], { pc, known }) => {
  const to = multiple(known(operand));
  if (to <= 0n || to > MOST_BYTES) throw new Error(`cannot align to ${operand}`);
  return new Uint8Array(Number((to - (pc % to)) % to));
};

const nothing: Directive = () => new Uint8Array();

/** Directives by name, as the GNU assembler has them. */
export const directives: Readonly<Record<string, Directive>> = {
  byte: integers(1),
  half: integers(2),
  word: integers(4),
  dword: integers(8),
  ascii: text(''),
  asciz: text('\0'),
  string: text('\0'),
  zero: zeros,
  space: zeros,
  align: alignment((power) => (power < 0n || power > 28n ? 0n : 1n << power)),
  p2align: alignment((power) => (power < 0n || power > 28n ? 0n : 1n << power)),
  balign: alignment((bytes) => bytes),
  globl: nothing,
  global: nothing,
  text: nothing,
};
