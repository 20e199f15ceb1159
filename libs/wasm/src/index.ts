export { ByteWriter } from './byte-writer.ts';
export { Code, type Label, type Local } from './code.ts';
export { ModuleBuilder, type MemoryLimits } from './module-builder.ts';
export { printModule } from './module-text.ts';
export { memoryOpcodes, opcodes, valueTypes, type MemoryOpcodeName, type OpcodeName, type ValueType } from './opcodes.ts';
