import type { FpOpName, OpName, Type } from './ops.ts';

/** A register operand of an instruction, by the field that names it. */
export type Register = 'rd' | 'rs1' | 'rs2' | 'rs3';

/** How guest memory is reached. */
export interface Access {
  readonly bytes: 1 | 2 | 4 | 8;
  /** Loads narrower than 8 bytes are sign-extended, else zero-extended. */
  readonly signed: boolean;
  /** `modify` is the load half of an atomic: it needs leave to write, and faults as a store. */
  readonly intent: 'read' | 'modify' | 'write';
  /** A misaligned address is a fault, even though plain accesses allow it. */
  readonly aligned: boolean;
}

interface Base {
  readonly id: number;
}

/** Nodes with a value. */
export type Value =
  | (Base & { readonly kind: 'const'; readonly type: Type; readonly value: bigint })
  | (Base & { readonly kind: 'imm' | 'pc' | 'nextPc'; readonly type: 'i64' })
  /** The number of the register itself, 0 .. 31: the operand of the CSR immediates, or whether `rd` is x0. */
  | (Base & { readonly kind: 'registerNumber'; readonly type: 'i64'; readonly register: Register })
  | (Base & { readonly kind: 'getX' | 'getF'; readonly type: 'i64'; readonly register: Register })
  | (Base & { readonly kind: 'getState'; readonly type: 'i64'; readonly field: string })
  | (Base & { readonly kind: 'op'; readonly type: Type; readonly op: OpName; readonly args: readonly Value[] })
  | (Base & { readonly kind: 'select'; readonly type: Type; readonly args: readonly [condition: Value, then: Value, otherwise: Value] })
  | (Base & { readonly kind: 'load'; readonly type: 'i64'; readonly access: Access; readonly address: Value })
  | (Base & { readonly kind: 'fp'; readonly type: 'i64'; readonly op: FpOpName; readonly args: readonly Value[] })
  | (Base & { readonly kind: 'call'; readonly type: 'i64'; readonly helper: string; readonly args: readonly Value[] });

/** Nodes that only act. */
export type Effect =
  /** Floating-point state must be usable (mstatus.FS is not Off), else the instruction is illegal. Stands before all else. */
  | (Base & { readonly kind: 'requireFp' })
  | (Base & { readonly kind: 'setX' | 'setF'; readonly register: Register; readonly value: Value })
  | (Base & { readonly kind: 'setState'; readonly field: string; readonly value: Value })
  | (Base & { readonly kind: 'store'; readonly access: Access; readonly address: Value; readonly value: Value })
  | (Base & { readonly kind: 'if'; readonly condition: Value; readonly then: readonly Node[]; readonly otherwise: readonly Node[] })
  /** Ends the instruction: the next one is at pc + imm when the condition holds. */
  | (Base & { readonly kind: 'branch'; readonly condition: Value })
  /** Ends the instruction: the next one is at pc + imm. */
  | (Base & { readonly kind: 'jumpRelative' })
  /** Ends the instruction: the next one is at the address with bit 0 cleared. */
  | (Base & { readonly kind: 'jump'; readonly target: Value });

export type Node = Value | Effect;

/** What one instruction does: nodes in the order in which they happen. */
export type Program = readonly Node[];

/** The values a node takes, in order; not those inside the arms of an `if`. */
export function inputs(node: Node): readonly Value[] {
  switch (node.kind) {
    case 'op':
    case 'select':
    case 'fp':
    case 'call':
      return node.args;
    case 'load':
      return [node.address];
    case 'store':
      return [node.address, node.value];
    case 'setX':
    case 'setF':
    case 'setState':
      return [node.value];
    case 'if':
    case 'branch':
      return [node.condition];
    case 'jump':
      return [node.target];
    default:
      return [];
  }
}
