import type { Millis } from '../run/run.ts';

/** Who did what, and what came of it. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Millis;
  readonly project: string;
  /** Id of the API key; null for the house itself. */
  readonly key: string | null;
  /** As `POST /v1/runs`. */
  readonly action: string;
  readonly target: string | null;
  readonly outcome: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}
