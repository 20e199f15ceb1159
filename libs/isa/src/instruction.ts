import { Builder, type Program, type Semantics } from '@reprise/ir';
import type { Format } from './format.ts';

/** The operands of one decoded instruction. Register numbers 0 .. 31, `rm` 0 .. 7, `imm` an int32; zero when the format has none. */
export interface Operands {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rs3: number;
  readonly rm: number;
  readonly imm: number;
}

interface Row {
  readonly name: string;
  /** The table that it stands in, which is the extension that brings it: 'I', 'Zba' .. */
  readonly extension: string;
  /** Bits of the word that must equal `match`. */
  readonly mask: number;
  readonly match: number;
  readonly format: Format;
}

/** An instruction of 32 bits with its own semantics. */
export interface Instruction extends Row {
  readonly length: 4;
  readonly program: Program;
}

/** An instruction of 16 bits that stands for one of 32 bits. */
export interface Compressed extends Row {
  readonly length: 2;
  /** The name of the instruction that it expands to. */
  readonly base: string;
  readonly expand: (operands: Operands) => Partial<Operands>;
  /** False for operands that are reserved, or that are another row's. */
  readonly legal: (operands: Operands) => boolean;
}

export type InstructionRow = readonly [pattern: string, format: Format, semantics: Semantics];
export type CompressedRow = readonly [
  pattern: string,
  format: Format,
  base: string,
  expand: (operands: Operands) => Partial<Operands>,
  legal?: (operands: Operands) => boolean,
];

/** Reads the rows of a table of 32-bit instructions; a pattern of another length throws. */
export function defineInstructions(extension: string, rows: Readonly<Record<string, InstructionRow>>): readonly Instruction[] {
  return Object.entries(rows).map(([name, [pattern, format, semantics]]) => ({
    name,
    extension,
    ...parsePattern(name, pattern, 32),
    format,
    length: 4,
    program: Builder.program(semantics),
  }));
}

/** Reads the rows of a table of 16-bit instructions. */
export function defineCompressed(extension: string, rows: Readonly<Record<string, CompressedRow>>): readonly Compressed[] {
  return Object.entries(rows).map(([name, [pattern, format, base, expand, legal = () => true]]) => ({
    name,
    extension,
    ...parsePattern(name, pattern, 16),
    format,
    length: 2,
    base,
    expand,
    legal,
  }));
}

function parsePattern(name: string, pattern: string, bits: number): { mask: number; match: number } {
  const digits = pattern.replaceAll(' ', '');
  if (digits.length !== bits || !/^[01.]*$/.test(digits)) throw new Error(`pattern of ${name} is not ${bits} of 0, 1 or '.': ${pattern}`);
  let mask = 0;
  let match = 0;
  for (const digit of digits) {
    mask = (mask << 1) | (digit === '.' ? 0 : 1);
    match = (match << 1) | (digit === '1' ? 1 : 0);
  }
  return { mask, match };
}
