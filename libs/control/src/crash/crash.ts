import type { Millis } from '../run/run.ts';

export interface StoredCrash {
  readonly id: string;
  readonly project: string;
  readonly run: string;
  /** Crashes of equal signatures are taken to be the same: docs/crash-record.md. */
  readonly signature: string;
  readonly title: string;
  readonly icount: number;
  readonly state: string;
  /** The whole of crash.json. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly createdAt: Millis;
}

/** Crashes of one signature. */
export interface CrashGroup {
  readonly signature: string;
  readonly title: string;
  readonly count: number;
  /** Ids of crashes. */
  readonly first: string;
  readonly last: string;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
}
