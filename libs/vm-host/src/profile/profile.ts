import type { DropReason } from '@reprise/jit';

/** Where a run was at one instant. */
export interface Sample {
  /** Index of the hart whose turn it was. */
  readonly hart: number;
  /** Names of functions, the outermost first. */
  readonly stack: readonly string[];
}

/** What a run spent its instructions on. */
export interface Profile {
  /** Instructions from one sample to the next. */
  readonly period: number;
  readonly samples: readonly Sample[];
  readonly counts: ProfileCounts;
}

/** What was counted of a run; what is said of regions and slow accesses is undefined where nothing is compiled. */
export interface ProfileCounts {
  readonly instructions: number;
  /** Instructions by who executed them. */
  readonly tiers: { readonly interpreted: number; readonly compiled: number };
  readonly regions?: {
    /** Times that a region was entered by the interpreter, and by a jump from another. */
    readonly entered: number;
    readonly chained: number;
    /** Times that the interpreter had to go on, by the reason: see CounterName. */
    readonly left: Readonly<Record<'jumped' | 'steps' | 'uncompiled' | 'memory' | 'floatingPoint', number>>;
  } | undefined;
  /** What generated code asked the host for: accesses that the TLB did not let through, devices' included; pages to fetch from; exact floating point. */
  readonly slow?: Readonly<Record<'loads' | 'stores' | 'fetches' | 'floatingPoint', number>> | undefined;
  /** Accesses to registers, by the path of the device. */
  readonly mmio: Readonly<Record<string, { readonly reads: number; readonly writes: number }>>;
  readonly compiler: {
    readonly regions: number;
    readonly instructions: number;
    /** Of modules. */
    readonly bytes: number;
    /** Wall time, from looking for a region to its function. */
    readonly ms: number;
    readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  };
}
