export { assemble, assembleWithSymbols, type Assembled, type AssembleOptions } from './assembler/assemble.ts';
export { AssemblyError } from './assembler/assembly-error.ts';
export { Decoder, isCompressed, type Decoded } from './decoder.ts';
export { disassemble, rowText } from './disassemble.ts';
export { encode } from './encode.ts';
export * as formats from './format.ts';
export type { Format } from './format.ts';
export { decodeImmediate, encodeImmediate, immediateMask, type Immediate } from './immediate.ts';
export {
  defineCompressed,
  defineInstructions,
  type Compressed,
  type CompressedRow,
  type Instruction,
  type InstructionRow,
  type Operands,
} from './instruction.ts';
export { abiNaming, type Naming } from './operand-kinds.ts';
export { OperandReader } from './operand-reader.ts';
export { fName, fNumber, xName, xNumber } from './register-names.ts';
