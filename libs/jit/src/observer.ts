import type { CachedRegion } from './region-cache.ts';
import type { Region } from './region.ts';

/** A region that has become a function. */
export interface Compilation {
  readonly region: Region;
  /** Virtual address at which it is entered. */
  readonly pc: bigint;
  /** The module that its function is in. */
  readonly module: Uint8Array;
  /** Visits of the place until it was compiled, as far as they were counted. */
  readonly visits: number;
  /** Regions of the same address that were there and did not fit: its pages were mapped elsewhere when they were made. */
  readonly others: number;
}

/** Why a region goes. */
export type DropReason =
  /** Some of its code is written to. */
  | 'written'
  /** One of its pages is no longer known to hold code. */
  | 'forgotten'
  /** There are as many as are kept. */
  | 'full'
  /** The state of the machine is replaced. */
  | 'flushed';

/** Told of what is compiled. It changes nothing in a run. */
export interface JitObserver {
  /** A region is about to be looked for: nothing may come of it. */
  compiling?(pc: bigint): void;
  compiled?(compilation: Compilation): void;
  dropped?(region: CachedRegion, reason: DropReason): void;
}
