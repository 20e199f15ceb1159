/**
 * What each row means, as text: a change of semantics shows in the difference. `REPRISE_BLESS=1 npx vitest run
 * test/instructions/golden` writes the file anew.
 */
import { printProgram } from '@reprise/ir';
import type { Compressed, Instruction, Operands } from '@reprise/isa';
import { it } from 'vitest';
import { expectGolden } from '../golden.ts';
import { decoder } from './cpu.ts';

const FILE = new URL('../../libs/riscv/src/rows/rows.golden.txt', import.meta.url);

function heading({ name, extension, mask, match, length, format }: Instruction | Compressed): string {
  const pattern = Array.from({ length: length * 8 }, (_, i) => {
    const bit = length * 8 - 1 - i;
    return ((mask >>> bit) & 1) === 0 ? '.' : String((match >>> bit) & 1);
  });
  return `${name}  ${extension}  ${pattern.join('')}  ${format.syntax}`.trimEnd();
}

/** What a compressed row makes of the operands that its format has, each with a value of its own. */
function expansion({ base, expand, format: { fields, immediate } }: Compressed): string {
  const samples: Operands = { rd: 8, rs1: 9, rs2: 10, rs3: 0, rm: 0, imm: 96 };
  const given = Object.fromEntries(
    Object.entries(samples).map(([name, value]) => [name, name in fields || (name === 'imm' && immediate) ? value : 0]),
  ) as unknown as Operands;
  const shown = Object.entries(expand(given)).filter(([, value]) => value !== 0).map(([name, value]) => `${name}=${value}`);
  return ['', base, ...shown].join(' ');
}

it('every row means what it did', () => {
  const wide = decoder.instructions.map((row) => `${heading(row)}\n${printProgram(row.program, '  ')}`);
  const narrow = decoder.compressed.map((row) => `${heading(row)}\n ${expansion(row)}\n`);
  expectGolden(FILE, [...wide, ...narrow].join('\n'));
});
