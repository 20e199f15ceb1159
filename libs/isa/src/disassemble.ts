import type { Decoded } from './decoder.ts';
import type { Compressed, Instruction, Operands } from './instruction.ts';
import { abiNaming, DYNAMIC, operandKind, type Naming } from './operand-kinds.ts';

/** The instruction as assembly text; compressed ones show what they expand to. `pc` gives jumps their targets. */
export function disassemble(decoded: Decoded, pc: bigint, naming: Naming = abiNaming): string {
  return rowText(decoded.instruction, decoded, pc, naming);
}

/** A row with operands as assembly text. */
export function rowText(row: Instruction | Compressed, operands: Operands, pc: bigint, naming: Naming = abiNaming): string {
  const { syntax } = row.format;
  const shown = operands.rm === DYNAMIC ? syntax.replace(/, rm$/, '') : syntax;
  return `${row.name} ${shown.replace(/[a-z]+\d?/g, (word) => operandKind(word).print(operands, pc, naming))}`.trimEnd();
}
