export { Builder, type Semantics } from './builder.ts';
export { inputs, type Access, type Effect, type Node, type Program, type Register, type Value } from './node.ts';
export { fpOperands, fpOpNames, fpOps, ops, type FpFormat, type FpOpName, type OpName, type Type } from './ops.ts';
export { printProgram } from './text.ts';
