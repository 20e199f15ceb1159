import type { BatchSpecification } from '@reprise/contracts';
import type { Millis } from '../run/run.ts';

export interface StoredBatch {
  readonly id: string;
  readonly project: string;
  readonly name: string | null;
  readonly specification: BatchSpecification;
  /** booting: the run that the others fork from has not ended; ready: all runs are there; failed: it ended otherwise than hoped for. */
  readonly state: 'booting' | 'ready' | 'failed';
  /** The run that the others fork from. */
  readonly base: string | null;
  /** Runs, without the base. */
  readonly size: number;
  readonly message: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: Millis;
}
