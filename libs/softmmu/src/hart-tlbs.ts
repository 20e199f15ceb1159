import type { HostMemory } from '@reprise/memory';
import { hartWords, type Hart } from '@reprise/riscv';
import { JUMP_BYTES, TLB_BYTES } from './layout.ts';
import { Tlb } from './tlb.ts';

/** TLBs of one hart: as many views of as many address spaces as are worth keeping across switches. */
const TLBS_PER_HART = 12;
const FLAG_BITS = 2;
const NO_ROOT = -1;
const SUPERVISOR = 1;
const MACHINE = 3;
/** satp.MODE, in its high half. */
const MODE_SHIFT = 28;
const BARE = 0;

/**
 * What a TLB is a view of. Machine mode counts as `bare`. The address space's number (satp.ASID) does not matter: what a TLB holds follows from the tables alone, so an
 * address space whose first table is used again goes on with all that is still true.
 */
interface View {
  privilege: number;
  /** SUM in bit 0, MXR in bit 1: they change what supervisor loads and stores may touch. */
  flags: number;
  /** satp.MODE. */
  mode: number;
  /** The page number of the first table of its translations; -1 where there is none. */
  root: number;
  readonly tlb: Tlb;
  lastUse: number;
}

/**
 * Whether the tables with these page numbers, both the first of walks in a mode of satp, translate the upper half alike. What one was found
 * to make of it then counts as derived from both.
 */
export type SharesUpperHalf = (root: number, other: number, mode: number) => boolean;

/**
 * The TLBs of one hart. A TLB depends on the privilege, on SUM and MXR, and on satp; each combination keeps its own, so that a system
 * call, a SUM toggle or a context switch flushes nothing. Kernels map themselves into the upper half of every address space, so a new one
 * begins with what is known of that. Which TLBs are kept never shows: a TLB is always coherent with memory.
 */
export class HartTlbs {
  /** All of them, in use or not. */
  readonly tlbs: readonly Tlb[];
  readonly views: readonly View[];
  /** Those that the hart uses now: for its fetches, and for its loads and stores. */
  fetch: Tlb;
  data: Tlb;
  #uses = 0;
  /** Those that were selected since satp is what it is, by privilege and flags. */
  readonly #selected: (View | undefined)[] = Array.from({ length: 4 << FLAG_BITS }, () => undefined);
  #satpHigh = 0;
  #satpLow = 0;

  readonly #shares: SharesUpperHalf;

  constructor(memory: HostMemory, shares: SharesUpperHalf) {
    this.#shares = shares;
    this.views = Array.from({ length: TLBS_PER_HART }, () => ({
      privilege: -1,
      flags: 0,
      mode: BARE,
      root: NO_ROOT,
      tlb: new Tlb(memory, memory.allocate(TLB_BYTES + JUMP_BYTES)),
      lastUse: 0,
    }));
    this.tlbs = this.views.map((view) => view.tlb);
    const [first] = this.tlbs;
    if (!first) throw new Error('a hart has no TLB');
    this.fetch = first;
    this.data = first;
  }

  /** The TLB for a privilege in the hart's current address space; the one unused longest is given up for a new one. */
  select(hart: Hart, privilege: number, flags: number): Tlb {
    const satpHigh = hart.high(hartWords.SATP);
    const satpLow = hart.low(hartWords.SATP);
    if (satpLow !== this.#satpLow || satpHigh !== this.#satpHigh) {
      this.#satpHigh = satpHigh;
      this.#satpLow = satpLow;
      this.#selected.fill(undefined);
    }
    const key = (privilege << FLAG_BITS) | flags;
    return (this.#selected[key] ??= this.#find(privilege, flags)).tlb;
  }

  #find(privilege: number, flags: number): View {
    const mode = privilege === MACHINE ? BARE : this.#satpHigh >>> MODE_SHIFT;
    const root = mode === BARE ? NO_ROOT : (this.#satpHigh & 0xfff) * 2 ** 32 + (this.#satpLow >>> 0);
    const { views } = this;
    this.#uses++;
    for (const view of this.#selected) if (view) view.lastUse = this.#uses;
    let found = views.find((view) => view.privilege === privilege && view.flags === flags && view.root === root && view.mode === mode);
    if (!found) {
      found = views.reduce((oldest, view) => (view.lastUse < oldest.lastUse ? view : oldest));
      const like = this.#latest(privilege, flags, mode, found);
      found.tlb.clear();
      Object.assign(found, { privilege, flags, mode, root });
      if (like && this.#shares(like.root, root, mode)) found.tlb.copyUpperHalf(like.tlb);
    }
    found.lastUse = this.#uses;
    return found;
  }

  /** The view used last that sees what a kernel does with these flags in another address space; `but` is given up. */
  #latest(privilege: number, flags: number, mode: number, but: View): View | undefined {
    if (privilege !== SUPERVISOR || mode === BARE) return undefined;
    let latest: View | undefined;
    for (const view of this.views) {
      const isLike = view !== but && view.privilege === privilege && view.flags === flags && view.mode === mode;
      if (isLike && (!latest || view.lastUse > latest.lastUse)) latest = view;
    }
    return latest;
  }

  clear(): void {
    for (const { tlb } of this.views) tlb.clear();
  }
}
