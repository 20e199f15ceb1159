import type { Access } from '@reprise/ir';
import { PAGE_BITS, PAGE_BYTES, TLB_ADDEND, TLB_ENTRIES, TLB_ENTRY_BYTES, TLB_ENTRY_SHIFT, TLB_READ, TLB_WRITE } from '@reprise/softmmu';
import type { Code, Local, MemoryOpcodeName } from '@reprise/wasm';
import type { Push, ValueLocal } from './places.ts';

const TLB_INDEX_SHIFT = PAGE_BITS - TLB_ENTRY_SHIFT;
const TLB_INDEX_MASK = (TLB_ENTRIES - 1) * TLB_ENTRY_BYTES;

const signedLoads: Readonly<Record<number, MemoryOpcodeName>> = { 1: 'i64.load8_s', 2: 'i64.load16_s', 4: 'i64.load32_s', 8: 'i64.load' };
const unsignedLoads: Readonly<Record<number, MemoryOpcodeName>> = { 1: 'i64.load8_u', 2: 'i64.load16_u', 4: 'i64.load32_u', 8: 'i64.load' };
const stores: Readonly<Record<number, MemoryOpcodeName>> = { 1: 'i64.store8', 2: 'i64.store16', 4: 'i64.store32', 8: 'i64.store' };

/** What an access needs: where to write it, and the TLB to look into. */
export interface ProbeTarget {
  readonly code: Code;
  /** Leaves the host offset of the data TLB on the stack. */
  readonly pushTlb: Push;
}

/** Leaves in `entry` the TLB entry of an address, of the TLB whose host offset `tlb` leaves on the stack. */
export function emitTlbEntry(code: Code, address: Local, tlb: Push, entry: Local): void {
  code.get(address).op('i32.wrap_i64').i32(TLB_INDEX_SHIFT).op('i32.shr_u').i32(TLB_INDEX_MASK).op('i32.and');
  tlb();
  code.op('i32.add').set(entry);
}

/** Leaves on the stack whether the TLB lets the access through; `entry` gets its entry, and `page`, if there is one, the address of the page then. */
export function emitProbe({ code, pushTlb }: ProbeTarget, access: Access, address: Local, entry: Local, page?: Local): void {
  emitTlbEntry(code, address, pushTlb, entry);
  const beyond = access.bytes - 1;
  code.get(address);
  if (access.aligned) code.i64(-PAGE_BYTES | beyond).op('i64.and');
  else if (beyond === 0) code.i64(-PAGE_BYTES).op('i64.and');
  else code.i64(beyond).op('i64.add').i64(-PAGE_BYTES).op('i64.and'); // the last byte is on the entry's page only if the first is too
  if (page !== undefined) code.tee(page);
  code.get(entry).memory('i64.load', access.intent === 'read' ? TLB_READ : TLB_WRITE).op('i64.eq');
}

/** Leaves on the stack whether all bytes of an access are on the page at the address in `page`. */
export function emitIsOnPage(code: Code, access: Access, address: Local, page: Local): void {
  code.get(address).get(page).op('i64.sub').i64(PAGE_BYTES - access.bytes).op('i64.le_u');
}

/** Leaves on the stack what must be added to an address for its host offset, by its TLB entry. */
export function emitAddend(code: Code, entry: Local): void {
  code.get(entry).memory('i32.load', TLB_ADDEND);
}

/** Loads, after a probe that let it through; `addend` leaves what the address lacks to its host offset. */
export function emitLoad(code: Code, access: Access, address: Local, addend: Push, { local, type }: ValueLocal): void {
  const opcode = type === 'f64' ? 'f64.load' : (access.signed ? signedLoads : unsignedLoads)[access.bytes];
  if (!opcode) throw new Error(`no load of ${access.bytes} bytes`);
  pushHostAddress(code, address, addend);
  code.memory(opcode).set(local);
}

/** Stores likewise. */
export function emitStore(code: Code, access: Access, address: Local, addend: Push, { local, type }: ValueLocal): void {
  const opcode = type === 'f64' ? 'f64.store' : stores[access.bytes];
  if (!opcode) throw new Error(`no store of ${access.bytes} bytes`);
  pushHostAddress(code, address, addend);
  code.get(local).memory(opcode);
}

function pushHostAddress(code: Code, address: Local, addend: Push): void {
  code.get(address).op('i32.wrap_i64');
  addend();
  code.op('i32.add');
}
