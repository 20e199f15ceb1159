import type { Program, Register } from '@reprise/ir';
import type { Block } from './region.ts';

/** Which registers of one file code reads or writes. */
export interface RegisterUse {
  readonly used: ReadonlySet<number>;
  readonly written: ReadonlySet<number>;
}

/** The integer registers of blocks (x0 is none), and their floating-point registers. */
export function registersOf(blocks: readonly Block[]): { readonly x: RegisterUse; readonly f: RegisterUse } {
  const use = { x: { used: new Set<number>(), written: new Set<number>() }, f: { used: new Set<number>(), written: new Set<number>() } };
  for (const { instructions } of blocks) {
    for (const { decoded } of instructions) {
      const { reads, writes } = operandsOf(decoded.instruction.program);
      for (const { file, register } of reads) use[file].used.add(decoded[register]);
      for (const { file, register } of writes) for (const set of [use[file].used, use[file].written]) set.add(decoded[register]);
    }
  }
  use.x.used.delete(0);
  use.x.written.delete(0);
  return use;
}

export interface RegisterOperand {
  readonly file: 'x' | 'f';
  readonly register: Register;
}

/** Which operands of a program are registers, and how it takes them. */
export interface RegisterOperands {
  readonly reads: readonly RegisterOperand[];
  readonly writes: readonly RegisterOperand[];
  /** Some of what it does it does only under a condition. */
  readonly isConditional: boolean;
}

const known = new WeakMap<Program, RegisterOperands>();

export function operandsOf(program: Program): RegisterOperands {
  let operands = known.get(program);
  if (operands === undefined) known.set(program, (operands = findOperands(program)));
  return operands;
}

function findOperands(program: Program): RegisterOperands {
  const reads: RegisterOperand[] = [];
  const writes: RegisterOperand[] = [];
  const visit = (nodes: Program): void => {
    for (const node of nodes) {
      if (node.kind === 'getX' || node.kind === 'getF') reads.push({ file: node.kind === 'getX' ? 'x' : 'f', register: node.register });
      if (node.kind === 'setX' || node.kind === 'setF') writes.push({ file: node.kind === 'setX' ? 'x' : 'f', register: node.register });
      if (node.kind === 'if') for (const arm of [node.then, node.otherwise]) visit(arm);
    }
  };
  visit(program);
  return { reads, writes, isConditional: program.some(({ kind }) => kind === 'if') };
}
