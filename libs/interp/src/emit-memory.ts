import type { Access } from '@reprise/ir';
import { hartFieldOffset } from '@reprise/riscv';
import { accessKind, PAGE_BITS, TLB_ADDEND, TLB_ENTRIES, TLB_ENTRY_BYTES, TLB_ENTRY_SHIFT, TLB_READ, TLB_WRITE } from '@reprise/softmmu';
import type { Local, MemoryOpcodeName } from '@reprise/wasm';
import { afterHost, argumentOffset, saveState, type HandlerContext } from './handler-context.ts';

const TLB_INDEX_SHIFT = BigInt(PAGE_BITS - TLB_ENTRY_SHIFT);
const TLB_INDEX_MASK = (TLB_ENTRIES - 1) * TLB_ENTRY_BYTES;

const loads: Readonly<Record<string, MemoryOpcodeName>> = {
  '1s': 'i64.load8_s', '1u': 'i64.load8_u', '2s': 'i64.load16_s', '2u': 'i64.load16_u',
  '4s': 'i64.load32_s', '4u': 'i64.load32_u', '8s': 'i64.load', '8u': 'i64.load',
};
const stores: Readonly<Record<number, MemoryOpcodeName>> = { 1: 'i64.store8', 2: 'i64.store16', 4: 'i64.store32', 8: 'i64.store' };

/** Leaves in `entry` the TLB entry of an address, from the TLB whose offset is in the hart's field. */
export function emitTlbEntry({ code, hart }: HandlerContext, address: Local, field: 'tlbData' | 'tlbFetch', entry: Local): void {
  code.get(address).i64(TLB_INDEX_SHIFT).op('i64.shr_u', 'i32.wrap_i64').i32(TLB_INDEX_MASK).op('i32.and');
  hart.load('i32.load', hartFieldOffset(field)).op('i32.add').set(entry);
}

/** Loads from the guest virtual address into `result`: by the TLB when it hits, else through the host. */
export function emitLoad(context: HandlerContext, access: Access, address: Local, result: Local): void {
  const { code, hart, host } = context;
  const opcode = loads[`${access.bytes}${access.signed ? 's' : 'u'}`];
  if (!opcode) throw new Error(`no load of ${access.bytes} bytes`);
  emitProbe(context, access, address, access.intent === 'modify' ? TLB_WRITE : TLB_READ, () => {
    code.memory(opcode).set(result);
  }, () => {
    code.i32(accessKind(access)).call(host.load);
    afterHost(context);
    hart.load('i64.load', argumentOffset(0)).set(result);
  });
}

/** Stores `value` to the guest virtual address. */
export function emitStore(context: HandlerContext, access: Access, address: Local, value: Local): void {
  const { code, hart, host } = context;
  const opcode = stores[access.bytes];
  if (!opcode) throw new Error(`no store of ${access.bytes} bytes`);
  emitProbe(context, access, address, TLB_WRITE, () => {
    code.get(value).memory(opcode);
  }, () => {
    hart.store('i64.store', argumentOffset(1), () => code.get(value));
    code.i32(accessKind(access)).call(host.store);
    afterHost(context);
  });
}

/** `hit` finds the host address on the stack; `miss` finds the guest's in argument 0 and the hart's state saved. */
function emitProbe(context: HandlerContext, access: Access, address: Local, tag: number, hit: () => void, miss: () => void): void {
  const { code, hart } = context;
  const entry = context.temporary('i32');
  emitTlbEntry(context, address, 'tlbData', entry);
  code.get(address).i64(BigInt(-4096 | (access.bytes - 1))).op('i64.and');
  code.get(entry).memory('i64.load', tag).op('i64.eq');
  code.if(() => {
    code.get(address).op('i32.wrap_i64').get(entry).memory('i32.load', TLB_ADDEND).op('i32.add');
    hit();
  }, () => {
    hart.store('i64.store', argumentOffset(0), () => code.get(address));
    saveState(context);
    miss();
  });
}
