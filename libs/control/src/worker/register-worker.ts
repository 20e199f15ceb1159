import type { Registration } from '@reprise/contracts';
import type { Ports } from '../ports.ts';

/** A worker says that it is there; it may say so again. */
export async function registerWorker({ record, clock }: Ports, registration: Registration): Promise<void> {
  const now = clock.now();
  const known = await record.workers.get(registration.id);
  await record.workers.put({ ...registration, registeredAt: known?.registeredAt ?? now, seenAt: now, freeSlots: registration.slots, draining: false, drain: known?.drain ?? false });
}
