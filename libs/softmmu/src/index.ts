export { JUMP_ENTRY_BYTES, JUMP_HASH, JUMP_PC, JUMP_REGION, JUMP_SET_BITS, JUMP_SET_SHIFT, PAGE_BITS, PAGE_BYTES, TLB_ADDEND, TLB_BYTES, TLB_CODE, TLB_ENTRIES, TLB_ENTRY_BYTES, TLB_ENTRY_SHIFT, TLB_FETCH, TLB_READ, TLB_WRITE, TOLD } from './layout.ts';
export { AccessFlag, accessKind } from './access-kind.ts';
export { MemoryAccess, type AccessObserver } from './memory-access.ts';
export { Softmmu, type CodePages } from './softmmu.ts';
export { Tlb } from './tlb.ts';
export type { Tier, TierExit } from './tier.ts';
