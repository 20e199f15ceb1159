import { emitAddend, emitTlbEntry, HartAccess } from '@reprise/lower';
import { PageFlag } from '@reprise/memory';
import { hartFieldOffset } from '@reprise/riscv';
import { PAGE_BITS, PAGE_BYTES, TLB_WRITE, TOLD } from '@reprise/softmmu';
import type { Code } from '@reprise/wasm';
import { argumentOffset } from './handler-context.ts';

/** Of the kind of an access, its size: log2 of the bytes. */
const SIZE = 3;
const DOUBLEWORD = 3;
const ALIGNMENT = 7;

/**
 * Emits `store(hart, kind) -> status`, all i32: a store that the TLB did not let through, of the value in the hart's second argument cell to the address in the first.
 * The host, whose function is `tell`, is not told of what memory holds already, in a page that was written in this epoch: kernels clear tables that are empty and copy what is there. Only
 * doublewords, which the entries of tables are, are looked at. `flags` is the global that says where those of pages are.
 */
export function emitStore(code: Code, knownHart: number | undefined, flags: number, tell: number): void {
  const [hartOffset, kind] = [code.parameter(0), code.parameter(1)];
  const hart = new HartAccess(code, hartOffset, knownHart);
  const address = code.local('i64');
  const entry = code.local('i32');
  const host = code.local('i32');
  code.block((tells) => {
    code.get(kind).i32(SIZE).op('i32.and').i32(DOUBLEWORD).op('i32.ne').brIf(tells);
    hart.load('i64.load', argumentOffset(0)).set(address);
    emitTlbEntry(code, address, () => hart.load('i32.load', hartFieldOffset('tlbData')), entry);
    code.get(address).i64(-PAGE_BYTES | ALIGNMENT).op('i64.and').i64(TOLD).op('i64.or').get(entry).memory('i64.load', TLB_WRITE).op('i64.ne').brIf(tells);
    code.get(address).op('i32.wrap_i64');
    emitAddend(code, entry);
    code.op('i32.add').tee(host).i32(PAGE_BITS).op('i32.shr_u').global(flags).op('i32.add').memory('i32.load8_u').i32(PageFlag.CLEAN | PageFlag.ABSENT).op('i32.and').brIf(tells);
    code.get(host).memory('i64.load');
    hart.load('i64.load', argumentOffset(1)).op('i64.ne').brIf(tells);
    code.i32(0).op('return');
  });
  code.get(kind).call(tell);
}
