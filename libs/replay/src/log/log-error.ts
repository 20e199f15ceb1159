/** What can be wrong with a log. Stable, for programs. */
export type LogProblem =
  /** There is no such segment. */
  | 'missing'
  /** It ends too early. */
  | 'truncated'
  /** Its bytes do not have the hash that they should have. */
  | 'damaged'
  /** It is of a version of the format that this program does not know. */
  | 'version'
  /** It is not a segment of a log, or one that breaks the format's rules. */
  | 'format'
  /** It does not follow the segment before it, or belongs to another run. */
  | 'chain';

/** A log that cannot be used: which segment, and what is wrong with it. */
export class LogError extends Error {
  override name = 'LogError';
  readonly segment: number;
  readonly problem: LogProblem;

  constructor(segment: number, problem: LogProblem, message: string) {
    super(`log segment ${segment}: ${message}`);
    this.segment = segment;
    this.problem = problem;
  }
}
