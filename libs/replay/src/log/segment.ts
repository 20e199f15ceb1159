import type { InputEvent, Instant, StampedEvent } from '@reprise/vm';

/** Bytes that every segment begins with. */
export const MAGIC = new TextEncoder().encode('RPLOG\0');
/** Of the format: docs/log-format.md. */
export const LOG_VERSION = 1;
/** More than this is refused before anything of it is looked at. */
export const MAX_SEGMENT_BYTES = 256 << 20;
export const MAX_PATH_BYTES = 4096;
/** Bytes of a check. */
export const CHECK_BYTES = 8;
export const HASH_BYTES = 32;

/** What follows each record's byte; in the order of the numbers. */
export const RecordTag = { END: 0, SOURCE: 1, CHARACTERS: 2, RESET: 3, CHECK: 4, CONSOLE: 5, DISCARD: 6 } as const;

/** What the last record says of the run. */
export const OutcomeTag = { CONTINUES: 0, SHUTDOWN: 1, RESET: 2, IDLE: 3, STOPPED: 4, INTERNAL_ERROR: 5 } as const;

/** How the run went on after a segment. */
export type Outcome =
  /** In the next one. */
  | { readonly kind: 'continues' }
  | { readonly kind: 'shutdown'; readonly exitCode: number }
  /** The guest reset the machine, which ended the run. */
  | { readonly kind: 'reset' }
  /** Every hart waits, and nothing will come. */
  | { readonly kind: 'idle' }
  /** It was ended from outside. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'internal-error' };

/** An instant and the name of the machine's state there: `sha256:` and 64 hex digits. */
export interface StateAt extends Instant {
  readonly digest: string;
}

/** Where a segment begins: where the one before it ended. */
export interface SegmentStart extends StateAt {
  /** From 0 on. */
  readonly number: number;
  /** The seal of the segment before; of the first, the hash of the run's configuration. */
  readonly previous: Uint8Array;
  /** Bytes that the guest had written to its console. */
  readonly consoleBytes: number;
}

export interface SegmentEnd extends StateAt {
  readonly outcome: Outcome;
  /** Bytes that the guest has written to its console, from the start of the run. */
  readonly consoleBytes: number;
  /** The hash of those of them that were written in this segment; null if there were none. */
  readonly consoleHash: Uint8Array | null;
}

/** A look at everything but memory, 8 bytes of its hash. */
export interface Check extends Instant {
  readonly check: Uint8Array;
}

/** Where the guest was when its console output had come to so many bytes. */
export interface ConsoleMark extends Instant {
  readonly consoleBytes: number;
}

export interface Segment {
  readonly start: SegmentStart;
  readonly end: SegmentEnd;
  /** In the order in which they happened. */
  readonly events: readonly StampedEvent[];
  readonly checks: readonly Check[];
  readonly consoleMarks: readonly ConsoleMark[];
  /** The hash of all its bytes before: what the next segment holds. */
  readonly seal: Uint8Array;
}

/** The device that an event is for; undefined for the machine as a whole. */
export const sourceOf = (event: InputEvent): string | undefined => (event.kind === 'reset' ? undefined : event.device);
