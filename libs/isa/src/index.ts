export { Decoder, isCompressed, type Decoded } from './decoder.ts';
export { disassemble, fName, xName } from './disassemble.ts';
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
