import type { HartAccess, Intrinsics, Push } from '@reprise/lower';
import type { Code, Label, Local } from '@reprise/wasm';
import { hartFieldOffset, hartFields } from '@reprise/riscv';
import { SLOT_SHIFT } from './slots.ts';

/** The interpreter's variables: few, because each lives across the dispatch. */
export interface Registers {
  /** i32: host offset of the slot of the current instruction. */
  readonly slot: Local;
  /** i32: host offset of the first slot of the current page. */
  readonly pageSlots: Local;
  /** i64: virtual address of the current page. */
  readonly pagePc: Local;
  /** i32: instructions left in this slice. */
  readonly remaining: Local;
  /** i64: where a jump leads that may leave the page. */
  readonly target: Local;
}

/** Function indices of what the host provides; each returns an i32 status, zero to go on. */
export interface HostFunctions {
  readonly load: number;
  readonly store: number;
  readonly fp: number;
  readonly helper: (name: string) => number;
}

/** What the emission of one handler needs: where to write, the variables, where to branch. */
export interface HandlerContext {
  readonly code: Code;
  readonly registers: Registers;
  readonly hart: HartAccess;
  readonly host: HostFunctions;
  readonly intrinsics: Intrinsics;
  /** Starts the next instruction. */
  readonly next: Label;
  /** Goes to the address in `target`, on any page. */
  readonly jump: Label;
  /** Leaves with the hart's pc already set. */
  readonly elsewhere: Label;
  /** Leaves the host offset of the data TLB on the stack. */
  readonly pushTlb: Push;
  /** A scratch local that is free in this handler. */
  readonly temporary: (type: 'i32' | 'i64' | 'f32' | 'f64') => Local;
}

const REMAINING = hartFieldOffset('remaining');
const PC = hartFieldOffset('pc');
const ARGUMENTS = hartFields.arguments.offset;

/** Host offset of argument cell `index` in the hart's state. */
export const argumentOffset = (index: number): number => ARGUMENTS + index * 8;

/** Leaves the current instruction's address on the stack. */
export function pushPc({ code, registers: { pagePc, slot, pageSlots } }: HandlerContext): void {
  code.get(pagePc).get(slot).get(pageSlots).op('i32.sub').i32(SLOT_SHIFT).op('i32.shr_u', 'i64.extend_i32_u', 'i64.add');
}

/** Writes to the hart's state what the host may look at. */
export function saveState(context: HandlerContext): void {
  const { code, registers, hart } = context;
  hart.store('i64.store', PC, () => pushPc(context));
  hart.store('i32.store', REMAINING, () => code.get(registers.remaining));
}

/** After a call to the host, whose status is on the stack: leaves if control went elsewhere, and takes a shortened slice. */
export function afterHost({ code, registers, hart, elsewhere }: HandlerContext): void {
  code.brIf(elsewhere);
  hart.load('i32.load', REMAINING).set(registers.remaining);
}
