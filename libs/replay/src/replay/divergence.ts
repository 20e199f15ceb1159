import type { Instant } from '@reprise/vm';

/** What was found to be different. */
export type DivergenceKind =
  /** The machine's state at the end of a segment: its digest. */
  | 'digest'
  /** Harts and devices at a check in between. */
  | 'check'
  /** Whether the run goes on. */
  | 'stop';

/** A replay that is not the run that was recorded: where that was seen, and up to where they were known to be the same. */
export class Divergence extends Error {
  override name = 'Divergence';
  readonly kind: DivergenceKind;
  readonly segment: number;
  readonly at: Instant;
  /** The last instant at which they were found to be the same. */
  readonly since: Instant;
  readonly expected: string;
  readonly found: string;

  constructor(kind: DivergenceKind, segment: number, since: Instant, at: Instant, expected: string, found: string) {
    super(`the replay differs from the recording in segment ${segment}, between instructions ${since.icount} and ${at.icount}: ${kind} ${found} instead of ${expected}`);
    this.kind = kind;
    this.segment = segment;
    this.since = since;
    this.at = at;
    this.expected = expected;
    this.found = found;
  }
}
