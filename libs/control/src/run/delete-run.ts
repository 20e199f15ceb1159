import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { changeOwnRun, type ChangeOptions } from './change-own-run.ts';
import { isEnd } from './states.ts';

/**
 * Deletes a run that has ended, its crashes, and its snapshots that have no name. What it stored is collected once no other run goes on from it.
 * @throws ControlError run.not_found, run.changed, run.not_ended
 */
export async function deleteRun(ports: Ports, project: string, id: string, options: ChangeOptions = {}): Promise<void> {
  await changeOwnRun(ports, project, id, options, ({ state }, now) => {
    if (!isEnd(state)) throw new ControlError('run.not_ended', `run ${id} is ${state}: cancel it first`, { state });
    return {
      to: { deletedAt: now },
      events: [{ kind: 'deleted', data: {} }],
      also: async ({ crashes, snapshots }) => {
        await crashes.deleteOf(id);
        await snapshots.deleteOf(id);
      },
    };
  });
}
