import type { Millis } from '../run/run.ts';

/** Something that happened to a run. */
export interface RunEvent {
  readonly run: string;
  /** Ascends within the run, not without gaps: the run's version after it. */
  readonly seq: number;
  readonly at: Millis;
  readonly kind: 'created' | 'state' | 'command' | 'answer' | 'fault' | 'migration' | 'crash' | 'deleted';
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** An event before it has its run, number and time. */
export type NewEvent = Pick<RunEvent, 'kind' | 'data'>;
