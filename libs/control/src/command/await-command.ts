import { ControlError } from '../errors.ts';
import { until } from '../news/until.ts';
import type { Ports } from '../ports.ts';
import { getRun } from '../run/get-run.ts';
import type { StoredCommand } from './command.ts';

/** @throws ControlError run.not_found, command.not_found */
export async function getCommand({ record }: Pick<Ports, 'record'>, project: string, run: string, id: string): Promise<StoredCommand> {
  const { id: owner } = await getRun({ record }, project, run);
  const command = await record.commands.get(id);
  if (command?.run !== owner) throw new ControlError('command.not_found', `run ${run} has no command ${id.slice(0, 64)}`);
  return command;
}

/**
 * The command once it is answered, or as it is when the signal fires.
 * @throws ControlError run.not_found, command.not_found
 */
export async function awaitCommand(ports: Ports, project: string, run: string, id: string, signal: AbortSignal): Promise<StoredCommand> {
  let command = await getCommand(ports, project, run, id);
  const wakes = await until(ports.news, `run:${command.run}`, signal);
  try {
    while (command.answeredAt === null && !signal.aborted) {
      command = await getCommand(ports, project, run, id);
      if (command.answeredAt === null) await wakes.next();
    }
    return command;
  } finally {
    await wakes.close();
  }
}
