import type { Operands } from './instruction.ts';
import { fName, fNumber, xName, xNumber } from './register-names.ts';

/** What operands are called in text. */
export interface Naming {
  readonly x: (register: number) => string;
  readonly f: (register: number) => string;
  readonly csr: (number: number) => string;
}

/** ABI names, and CSRs by number. */
export const abiNaming: Naming = { x: xName, f: fName, csr: (number) => `0x${number.toString(16)}` };

/** What operands in text may refer to. */
export interface Scope {
  /** The instruction's address. */
  readonly pc: bigint;
  /** The value of an expression; throws when it has none. */
  readonly value: (expression: string) => bigint;
  /** The number of a CSR by name. */
  readonly csr: (name: string) => number | undefined;
}

/** A kind of operand, as formats name it in their syntax. */
interface OperandKind {
  readonly print: (operands: Operands, pc: bigint, naming: Naming) => string;
  /** What the text gives to the instruction; throws an Error that says what would be right. `imm` parts of several are or-ed. */
  readonly parse: (text: string, scope: Scope) => Partial<Operands>;
}

type RegisterName = 'rd' | 'rs1' | 'rs2' | 'rs3';

const ROUNDING = ['rne', 'rtz', 'rdn', 'rup', 'rmm', 'rm5', 'rm6', 'dyn'];
/** The rounding mode that stands for the one in fcsr; assembly leaves it out. */
export const DYNAMIC = 7;

const x = (register: RegisterName): OperandKind => ({
  print: (operands, _, naming) => naming.x(operands[register]),
  parse: (text) => ({ [register]: expected(xNumber(text), text, 'an integer register') }),
});

const f = (register: RegisterName): OperandKind => ({
  print: (operands, _, naming) => naming.f(operands[register]),
  parse: (text) => ({ [register]: expected(fNumber(text), text, 'a floating-point register') }),
});

const ACCESSES = ['i', 'o', 'r', 'w'];

/** The accesses of a fence's predecessor or successor set: four bits of the immediate. */
const accesses = (at: number): OperandKind => ({
  print: ({ imm }) => {
    const set = ACCESSES.filter((_, i) => (imm >>> at) & (8 >> i)).join('');
    return set === '' ? 'none' : set;
  },
  parse: (text) => {
    const bits = (text === 'none' ? '' : text).split('').map((letter) => {
      const index = ACCESSES.indexOf(letter);
      return index < 0 ? expected<number>(undefined, text, "some of 'iorw'") : 8 >> index;
    });
    return { imm: bits.reduce((all, bit) => all | bit, 0) << at };
  },
});

const kinds: Readonly<Record<string, OperandKind>> = {
  xd: x('rd'),
  xs1: x('rs1'),
  xs2: x('rs2'),
  fd: f('rd'),
  fs1: f('rs1'),
  fs2: f('rs2'),
  fs3: f('rs3'),
  sp: { print: (_operands, _pc, naming) => naming.x(2), parse: (text) => expected(xNumber(text) === 2 ? {} : undefined, text, 'sp') },
  imm: { print: ({ imm }) => String(imm), parse: (text, scope) => ({ imm: int32(scope.value(text)) }) },
  upper: {
    print: ({ imm }) => `0x${(imm >>> 12).toString(16)}`,
    parse: (text, scope) => ({ imm: upper(scope.value(text)) }),
  },
  csr: {
    print: ({ imm }, _, naming) => naming.csr(imm),
    parse: (text, scope) => ({ imm: scope.csr(text) ?? int32(scope.value(text)) }),
  },
  zimm: { print: ({ rs1 }) => String(rs1), parse: (text, scope) => ({ rs1: int32(scope.value(text)) }) },
  rm: {
    print: ({ rm }) => ROUNDING[rm] ?? '?',
    parse: (text) => ({ rm: ROUNDING.includes(text) ? ROUNDING.indexOf(text) : expected<number>(undefined, text, 'a rounding mode') }),
  },
  target: {
    print: ({ imm }, pc) => `0x${BigInt.asUintN(64, pc + BigInt(imm)).toString(16)}`,
    parse: (text, scope) => ({ imm: int32(BigInt.asIntN(64, scope.value(text) - scope.pc)) }),
  },
  pred: accesses(4),
  succ: accesses(0),
};

/** The kind of operand that a word of a format's syntax names. */
export function operandKind(name: string): OperandKind {
  const kind = kinds[name];
  if (!kind) throw new Error(`no kind of operand is called '${name}'`);
  return kind;
}

function expected<T>(found: T | undefined, text: string, what: string): T {
  if (found === undefined) throw new Error(text === '' ? `${what} is missing` : `'${text}' is not ${what}`);
  return found;
}

function int32(value: bigint): number {
  if (BigInt.asIntN(32, value) !== value) throw new Error(`${value} does not fit 32 bits`);
  return Number(value);
}

/** The 20 bits that `lui` takes, as the value that they make. */
function upper(value: bigint): number {
  if (value < -0x8_0000n || value > 0xf_ffffn) throw new Error(`${value} does not fit 20 bits`);
  return Number(BigInt.asIntN(32, value << 12n));
}
