import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { wantedWorker } from '../worker/wanted-worker.ts';
import { changeOwnRun, type ChangeOptions } from './change-own-run.ts';
import type { StoredRun } from './run.ts';
import { wakeUp } from './wake-up.ts';

/**
 * A paused run waits for an owner again, perhaps for a certain worker.
 * @throws ControlError run.not_found, run.changed, run.not_paused, worker.not_found, worker.not_available
 */
export async function resumeRun(ports: Ports, project: string, id: string, { worker, ...options }: ChangeOptions & { readonly worker?: string | undefined } = {}): Promise<StoredRun> {
  const run = await changeOwnRun(ports, project, id, options, async ({ state, epoch }, now) => {
    if (state !== 'paused') throw new ControlError('run.not_paused', `run ${id} is ${state}: only a paused run can be resumed`, { state });
    const wanted = await wantedWorker(ports.record, worker, now);
    return {
      to: { state: 'pending', notBefore: 0, wantedWorker: wanted?.worker ?? null, wantedUntil: wanted?.until ?? null },
      events: [{ kind: 'state', data: { state: 'pending', epoch } }],
    };
  });
  await wakeUp(ports, run);
  return run;
}
