import type { StoredCommand } from '../command/command.ts';
import { giveCommand } from '../command/give-command.ts';
import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { ChangeOptions } from '../run/change-own-run.ts';
import { lookTold } from '../run/tell.ts';
import { wantedWorker } from '../worker/wanted-worker.ts';

/**
 * Moves a run to another worker. The command is answered once that is the owner; a run that waits is kept for it.
 * @throws ControlError run.not_found, run.changed, run.ended, run.not_running, worker.not_found, worker.not_available
 */
export async function migrateRun(ports: Ports, project: string, id: string, target: string, options: ChangeOptions = {}): Promise<StoredCommand> {
  const wanted = await wantedWorker(ports.record, target, ports.clock.now());
  const { command, run } = await giveCommand(ports, project, id, { kind: 'migrate', payload: { worker: target } }, options, ({ state, worker, migration }) => {
    if (state === 'paused') throw new ControlError('run.not_running', `run ${id} is paused: resume it on worker ${target}`);
    if (state === 'migrating') throw new ControlError('run.not_running', `run ${id} is migrating to worker ${migration?.target ?? ''}`);
    if (state === 'running') {
      if (worker === target) throw new ControlError('worker.not_available', `run ${id} is with worker ${target} already`);
      return undefined;
    }
    return { to: { wantedWorker: target, wantedUntil: wanted?.until ?? null }, result: { worker: target } };
  });
  if (command.answeredAt !== null) await lookTold(ports, run.wantedWorker);
  return command;
}
