import type { HostMemory } from '@reprise/memory';
import { hartWords, type Hart } from '@reprise/riscv';
import { JUMP_BYTES, TLB_BYTES } from './layout.ts';
import { Tlb } from './tlb.ts';

/** TLBs of one hart: as many views of as many address spaces as are worth keeping across switches. */
const TLBS_PER_HART = 12;

/** What a TLB is a view of. Machine mode and `bare` have no satp. */
interface View {
  privilege: number;
  /** SUM in bit 0, MXR in bit 1: they change what supervisor loads and stores may touch. */
  flags: number;
  satpHigh: number;
  satpLow: number;
  tlb: Tlb;
  lastUse: number;
}

/**
 * The TLBs of one hart. A TLB depends on the privilege, on SUM and MXR, and on satp; each combination keeps its own, so that a system
 * call, a SUM toggle or a context switch flushes nothing. Which ones are kept never shows: a TLB is always coherent with memory.
 */
export class HartTlbs {
  /** All of them, in use or not. */
  readonly tlbs: readonly Tlb[];
  readonly #views: View[];
  readonly #byOffset: ReadonlyMap<number, Tlb>;
  #uses = 0;

  constructor(memory: HostMemory) {
    this.#views = Array.from({ length: TLBS_PER_HART }, () => ({
      privilege: -1,
      flags: 0,
      satpHigh: 0,
      satpLow: 0,
      tlb: new Tlb(memory, memory.allocate(TLB_BYTES + JUMP_BYTES)),
      lastUse: 0,
    }));
    this.tlbs = this.#views.map((view) => view.tlb);
    this.#byOffset = new Map(this.tlbs.map((tlb) => [tlb.offset, tlb]));
  }

  /** The TLB at a host offset. */
  at(offset: number): Tlb | undefined {
    return this.#byOffset.get(offset);
  }

  /** The TLB for a privilege in the hart's current address space; the one unused longest is given up for a new one. */
  select(hart: Hart, privilege: number, flags: number): Tlb {
    const isMachine = privilege === 3;
    const satpHigh = isMachine ? 0 : hart.high(hartWords.SATP);
    const satpLow = isMachine ? 0 : hart.low(hartWords.SATP);
    this.#uses++;
    let oldest = this.#views[0];
    for (const view of this.#views) {
      if (view.privilege === privilege && view.flags === flags && view.satpLow === satpLow && view.satpHigh === satpHigh) {
        view.lastUse = this.#uses;
        return view.tlb;
      }
      if (!oldest || view.lastUse < oldest.lastUse) oldest = view;
    }
    if (!oldest) throw new Error('a hart has no TLB');
    oldest.tlb.clear();
    Object.assign(oldest, { privilege, flags, satpHigh, satpLow, lastUse: this.#uses });
    return oldest.tlb;
  }

  clear(): void {
    for (const { tlb } of this.#views) tlb.clear();
  }
}
