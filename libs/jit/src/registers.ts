import type { Node, Program, Register } from '@reprise/ir';
import type { Decoded } from '@reprise/isa';
import type { Region } from './region.ts';

/** Which registers of one file a region reads or writes. */
export interface RegisterUse {
  readonly used: ReadonlySet<number>;
  readonly written: ReadonlySet<number>;
}

/** The integer registers of a region (x0 is none), and its floating-point registers. */
export function registersOf(region: Region): { readonly x: RegisterUse; readonly f: RegisterUse } {
  const x = { used: new Set<number>(), written: new Set<number>() };
  const f = { used: new Set<number>(), written: new Set<number>() };
  const visit = (program: Program, decoded: Decoded): void => {
    for (const node of program) {
      const register = registerOf(node);
      if (register !== undefined) {
        const file = node.kind === 'getX' || node.kind === 'setX' ? x : f;
        const number = decoded[register];
        file.used.add(number);
        if (node.kind === 'setX' || node.kind === 'setF') file.written.add(number);
      }
      if (node.kind === 'if') for (const arm of [node.then, node.otherwise]) visit(arm, decoded);
    }
  };
  for (const { instructions } of region.blocks) for (const { decoded } of instructions) visit(decoded.instruction.program, decoded);
  x.used.delete(0);
  x.written.delete(0);
  return { x, f };
}

function registerOf(node: Node): Register | undefined {
  switch (node.kind) {
    case 'getX':
    case 'setX':
    case 'getF':
    case 'setF':
      return node.register;
    default:
      return undefined;
  }
}
