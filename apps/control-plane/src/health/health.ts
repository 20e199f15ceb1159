import { Inject, Injectable } from '@nestjs/common';
import type { Ports } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { z } from 'zod';
import { PORTS, STORE } from '../application/tokens.ts';

/** How long a part may take to answer, in ms, before it counts as away. */
const PATIENCE = 2000;
/** Written to the store each time: one that can only be read, or is full, serves nobody. */
const PROBE = 'health/control-plane';

const check = z.strictObject({ ok: z.boolean(), message: z.string().optional() });
export const healthReport = z.strictObject({ ok: z.boolean(), checks: z.record(z.string(), check) });
export type HealthReport = z.infer<typeof healthReport>;
type Check = z.infer<typeof check>;

/** Whether what this control plane stands on is there. */
@Injectable()
export class Health {
  readonly #checks: Readonly<Record<string, () => Promise<unknown>>>;

  constructor(@Inject(PORTS) { record, queue }: Ports, @Inject(STORE) store: ObjectStore) {
    this.#checks = { record: () => record.check(), queue: () => queue.check(), store: () => store.put(PROBE, new Uint8Array()) };
  }

  async report(): Promise<HealthReport> {
    const checks = await Promise.all(Object.entries(this.#checks).map(async ([name, run]) => [name, await outcomeOf(run)] as const));
    return { ok: checks.every(([, { ok }]) => ok), checks: Object.fromEntries(checks) };
  }
}

async function outcomeOf(run: () => Promise<unknown>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    await Promise.race([run(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
