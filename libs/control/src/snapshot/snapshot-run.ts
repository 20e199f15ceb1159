import type { StoredCommand } from '../command/command.ts';
import { giveCommand } from '../command/give-command.ts';
import { newId } from '../id/new-id.ts';
import type { Ports } from '../ports.ts';

/**
 * Stores a run's state, under a name perhaps. That of a paused run is stored already; one that waits does it when it goes on.
 * @throws ControlError run.not_found, run.ended
 */
export const snapshotRun = async (ports: Ports, project: string, id: string, name?: string): Promise<StoredCommand> =>
  (await giveCommand(ports, project, id, { kind: 'snapshot', payload: name === undefined ? {} : { name } }, {}, ({ state: is, savedState: state, head }, now) => {
    if (is !== 'paused' || state === null) return undefined;
    const icount = head?.icount ?? 0;
    return {
      to: {},
      result: { state, icount },
      also: ({ snapshots }) => snapshots.add({ id: newId('s', now), project, state, run: id, icount, name: name ?? null, reason: 'asked', createdAt: now }),
    };
  })).command;
