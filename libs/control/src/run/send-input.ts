import type { StoredCommand } from '../command/command.ts';
import { giveCommand } from '../command/give-command.ts';
import type { Ports } from '../ports.ts';

/**
 * Types bytes at a run's console. The command is answered once they are in the log that is stored; a run that waits has them typed when it goes on.
 * @throws ControlError run.not_found, run.ended
 */
export const sendInput = async (ports: Ports, project: string, id: string, bytes: Uint8Array): Promise<StoredCommand> =>
  (await giveCommand(ports, project, id, { kind: 'input', payload: { data: Buffer.from(bytes).toString('base64') } }, {}, () => undefined)).command;
