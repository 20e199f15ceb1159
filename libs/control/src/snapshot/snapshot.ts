import type { Millis } from '../run/run.ts';

/** A state of a run that somebody asked for, or at which it stopped. */
export interface StoredSnapshot {
  /** Of the entry in the catalogue: sorts by time. */
  readonly id: string;
  readonly project: string;
  readonly state: string;
  readonly run: string;
  readonly icount: number;
  readonly name: string | null;
  readonly reason: 'asked' | 'paused' | 'ended';
  readonly createdAt: Millis;
}
