import type { Access } from '@reprise/ir';
import { PAGE_BITS, TLB_ADDEND, TLB_ENTRIES, TLB_ENTRY_BYTES, TLB_ENTRY_SHIFT, TLB_READ, TLB_WRITE } from '@reprise/softmmu';
import type { Code, Local, MemoryOpcodeName, ValueType } from '@reprise/wasm';
import type { Push } from './program-emitter.ts';

const TLB_INDEX_SHIFT = BigInt(PAGE_BITS - TLB_ENTRY_SHIFT);
const TLB_INDEX_MASK = (TLB_ENTRIES - 1) * TLB_ENTRY_BYTES;

const loads: Readonly<Record<string, MemoryOpcodeName>> = {
  '1s': 'i64.load8_s', '1u': 'i64.load8_u', '2s': 'i64.load16_s', '2u': 'i64.load16_u',
  '4s': 'i64.load32_s', '4u': 'i64.load32_u', '8s': 'i64.load', '8u': 'i64.load',
};
const stores: Readonly<Record<number, MemoryOpcodeName>> = { 1: 'i64.store8', 2: 'i64.store16', 4: 'i64.store32', 8: 'i64.store' };

/** What an access needs: where to write it, and the TLB to look into. */
export interface ProbeTarget {
  readonly code: Code;
  temporary(type: ValueType): Local;
  /** Leaves the host offset of the data TLB on the stack. */
  readonly pushTlb: Push;
}

/** Leaves in `entry` the TLB entry of an address, of the TLB whose host offset `tlb` leaves on the stack. */
export function emitTlbEntry(code: Code, address: Local, tlb: Push, entry: Local): void {
  code.get(address).i64(TLB_INDEX_SHIFT).op('i64.shr_u', 'i32.wrap_i64').i32(TLB_INDEX_MASK).op('i32.and');
  tlb();
  code.op('i32.add').set(entry);
}

/** Loads from the guest virtual address into `result` where the TLB has it, else does what `miss` emits. */
export function emitLoad(target: ProbeTarget, access: Access, address: Local, result: Local, miss: () => void): void {
  const opcode = loads[`${access.bytes}${access.signed ? 's' : 'u'}`];
  if (!opcode) throw new Error(`no load of ${access.bytes} bytes`);
  emitProbe(target, access, address, access.intent === 'modify' ? TLB_WRITE : TLB_READ, () => target.code.memory(opcode).set(result), miss);
}

/** Stores `value` to the guest virtual address likewise. */
export function emitStore(target: ProbeTarget, access: Access, address: Local, value: Local, miss: () => void): void {
  const opcode = stores[access.bytes];
  if (!opcode) throw new Error(`no store of ${access.bytes} bytes`);
  emitProbe(target, access, address, TLB_WRITE, () => target.code.get(value).memory(opcode), miss);
}

/** `hit` finds the host address on the stack. */
function emitProbe({ code, temporary, pushTlb }: ProbeTarget, access: Access, address: Local, tag: number, hit: () => void, miss: () => void): void {
  const entry = temporary('i32');
  emitTlbEntry(code, address, pushTlb, entry);
  code.get(address).i64(BigInt(-4096 | (access.bytes - 1))).op('i64.and');
  code.get(entry).memory('i64.load', tag).op('i64.eq');
  code.if(() => {
    code.get(address).op('i32.wrap_i64').get(entry).memory('i32.load', TLB_ADDEND).op('i32.add');
    hit();
  }, miss);
}
