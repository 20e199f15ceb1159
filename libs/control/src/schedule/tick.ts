import { advanceBatches } from '../batch/advance-batches.ts';
import { forgetUploads } from '../image/uploads.ts';
import { withdrawMigrations } from '../migration/withdraw-migrations.ts';
import type { Ports } from '../ports.ts';
import { expireLeases } from '../run/expire-leases.ts';
import { refillQueue } from '../run/refill-queue.ts';

/** How long answers to idempotency keys, and workers that are gone, are remembered. */
const REMEMBERED_MS = 24 * 3600_000;

/** What control planes do again and again, by name. Any number of them may, at any time. */
const duties = {
  expireLeases,
  withdrawMigrations,
  advanceBatches,
  refillQueue: (ports: Ports) => refillQueue(ports),
  forget: async (ports: Ports) => {
    const before = ports.clock.now() - REMEMBERED_MS;
    await ports.record.idempotency.forget(before);
    await ports.record.workers.forget(before);
    await forgetUploads(ports);
  },
} as const satisfies Readonly<Record<string, (ports: Ports) => Promise<unknown>>>;

export type Duty = keyof typeof duties;

/** What one round came to. */
export interface Tick {
  /** How many runs a duty has changed, of those that say so. */
  readonly counts: ReadonlyMap<Duty, number>;
  readonly failures: ReadonlyMap<Duty, unknown>;
}

/** Does all duties once, every one even where another fails. Call it every second. */
export async function tick(ports: Ports): Promise<Tick> {
  const counts = new Map<Duty, number>();
  const failures = new Map<Duty, unknown>();
  // the keys of the table above
  for (const duty of Object.keys(duties) as Duty[]) {
    try {
      const count = await duties[duty](ports);
      if (typeof count === 'number') counts.set(duty, count);
    } catch (error) {
      failures.set(duty, error);
    }
  }
  return { counts, failures };
}
