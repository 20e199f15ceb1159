import type { StoredCommand } from '../command/command.ts';
import { giveCommand, type DoneInRecord } from '../command/give-command.ts';
import type { Ports } from '../ports.ts';
import type { ChangeOptions } from './change-own-run.ts';

/** A run that waits is paused where it is. */
const inRecord: DoneInRecord = ({ state, epoch, head, savedState }) => {
  const result = { state: savedState, icount: head?.icount ?? 0 };
  if (state === 'paused') return { to: {}, result };
  return state === 'pending' ? { to: { state: 'paused', wantedWorker: null, wantedUntil: null }, events: [{ kind: 'state', data: { state: 'paused', epoch } }], result } : undefined;
};

/**
 * Pauses a run: its state is stored, and its slot is free.
 * @throws ControlError run.not_found, run.changed, run.ended
 */
export const pauseRun = async (ports: Ports, project: string, id: string, options: ChangeOptions = {}): Promise<StoredCommand> =>
  (await giveCommand(ports, project, id, { kind: 'pause', payload: {} }, options, inRecord)).command;
