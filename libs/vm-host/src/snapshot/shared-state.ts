import { MAX_PAGES, PAGE_SIZE } from '@reprise/memory';

/**
 * What the thread of the VM and that of the snapshots share of one run, beside its memory; all of it can be posted to a thread. The protocol
 * is in docs/adr/0010-snapshots-are-taken-while-the-guest-runs.md.
 */
export interface SharedBuffers {
  /** By Cell. */
  readonly cells: SharedArrayBuffer;
  /** A Claim for each host page. */
  readonly claims: SharedArrayBuffer;
  /** A Presence for each host page. */
  readonly presence: SharedArrayBuffer;
  /** Pages that the VM has put aside, a ring, and which host page each was. */
  readonly aside: SharedArrayBuffer;
  readonly asidePages: SharedArrayBuffer;
  /** Host pages in the order in which the guest reached them, a ring. */
  readonly reached: SharedArrayBuffer;
}

/** Words that both threads count up. */
export const Cell = {
  /** Pages put aside since the snapshot began, by the VM; and how many of them the other thread has taken. */
  ASIDE: 0,
  TAKEN: 1,
  /** Pages noted in `reached`, by the VM. */
  REACHED: 2,
  /** Not 0: the VM has given the snapshot up. */
  ABANDONED: 3,
  /** Questions of the VM that were answered. */
  ANSWERED: 4,
} as const;

/** Who has a page of a snapshot in progress. */
export const Claim = {
  /** It is not part of it. */
  NONE: 0,
  /** It is in memory as it was, and nobody has it yet. */
  WAITING: 1,
  /** The VM puts it aside. */
  ASIDE: 2,
  /** The other thread has it. */
  TAKEN: 3,
} as const;

/** Where a page of a stored run is. */
export const Presence = {
  PRESENT: 0,
  /** Not here: memory is zeros there. */
  ABSENT: 1,
  /** The same, but memory holds something else. */
  STALE: 2,
  FILLING: 3,
} as const;

/** Places in `reached`; what does not fit is not noted. */
export const REACHED_LENGTH = 1 << 16;

/** @param asideBytes of memory for pages put aside, a multiple of a page */
export const allocateShared = (asideBytes: number): SharedBuffers => ({
  cells: new SharedArrayBuffer(Object.keys(Cell).length * 4),
  claims: new SharedArrayBuffer(MAX_PAGES),
  presence: new SharedArrayBuffer(MAX_PAGES),
  aside: new SharedArrayBuffer(asideBytes),
  asidePages: new SharedArrayBuffer((asideBytes / PAGE_SIZE) * 4),
  reached: new SharedArrayBuffer(REACHED_LENGTH * 4),
});

/** A block of RAM: its name, its first host page and how many it has. */
export interface BlockPlace {
  readonly name: string;
  readonly first: number;
  readonly pages: number;
}
