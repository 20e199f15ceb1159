import { JUMP_ENTRY_BYTES, JUMP_HASH, JUMP_PC, JUMP_REGION, JUMP_SET_BITS, JUMP_SET_SHIFT, TLB_BYTES } from '@reprise/softmmu';
import type { Code, Local, ModuleBuilder } from '@reprise/wasm';
import type { Push } from './places.ts';

/** What a compiled region gives back: the hart's pc and remaining steps are in its state. */
export const RegionExit = {
  /** The instruction at pc is the interpreter's to execute. */
  LEFT: 0,
  /** It jumped to pc, where no region is known. */
  JUMPED: 1,
} as const;

/** The index of the type of regions: `region(hart: i32, remaining: i32) -> RegionExit`, entered at the hart's pc. */
export const regionType = (module: ModuleBuilder): number => module.type(['i32', 'i32'], ['i32']);

/** Leaves in `entry` the host offset of the entry of an address, if it has one, in the jump cache that belongs to the fetch TLB whose offset `tlb` leaves. */
export function emitJumpEntry(code: Code, address: Local, tlb: Push, entry: Local): void {
  code.get(address).op('i32.wrap_i64').i32(1).op('i32.shr_u').i32(JUMP_HASH).op('i32.mul');
  code.i32(32 - JUMP_SET_BITS).op('i32.shr_u').i32(JUMP_SET_SHIFT).op('i32.shl');
  tlb();
  code.op('i32.add').set(entry);
  emitJumpHit(code, address, entry);
  code.op('i32.eqz').unlikely().if(() => code.get(entry).i32(JUMP_ENTRY_BYTES).op('i32.add').set(entry)); // else it is the other of its set
}

/** Leaves on the stack whether the entry is that of the address. */
export function emitJumpHit(code: Code, address: Local, entry: Local): void {
  code.get(entry).memory('i64.load', TLB_BYTES + JUMP_PC).get(address).op('i64.eq');
}

/** Leaves the region's index in the table on the stack. */
export function emitJumpRegion(code: Code, entry: Local): void {
  code.get(entry).memory('i32.load', TLB_BYTES + JUMP_REGION);
}
