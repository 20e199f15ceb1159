import { encodeImmediate } from './immediate.ts';
import type { Compressed, Instruction, Operands } from './instruction.ts';

/** The word of an instruction; throws a RangeError naming the operand that does not fit its field. */
export function encode(row: Instruction | Compressed, operands: Partial<Operands>): number {
  const { fields, immediate } = row.format;
  let word = row.match;
  for (const name of ['rd', 'rs1', 'rs2', 'rs3', 'rm'] as const) {
    const field = fields[name];
    if (!field) continue;
    const value = (operands[name] ?? field.base) - field.base;
    if (value < 0 || value >= 1 << field.bits) throw new RangeError(`${row.name}: ${name} cannot be ${operands[name]}`);
    word |= value << field.at;
  }
  if (immediate) word |= encodeImmediate(immediate, operands.imm ?? 0, `${row.name}: immediate`);
  return word >>> 0;
}
