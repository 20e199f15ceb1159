import type { Registration } from '@reprise/contracts';
import type { Millis } from '../run/run.ts';

export interface StoredWorker extends Registration {
  readonly registeredAt: Millis;
  readonly seenAt: Millis;
  readonly freeSlots: number;
  /** It takes nothing new, as it says itself. */
  readonly draining: boolean;
  /** An operator wants it to drain. */
  readonly drain: boolean;
}

/** A lease, and how long a worker counts as there without a word. */
export const LEASE_MS = 15_000;

export const isAlive = (worker: StoredWorker, now: Millis): boolean => now - worker.seenAt < LEASE_MS;

/** Would it take a run? */
export const isOpen = (worker: StoredWorker, now: Millis): boolean => isAlive(worker, now) && !worker.draining && !worker.drain;
