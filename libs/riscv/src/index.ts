export { hartBytes, hartFieldOffset, hartFields, type HartField } from './hart/layout.ts';
export { instructionTables, type InstructionExtension, type InstructionTables } from './rows/tables.ts';
