import type { CommandAnswer } from '@reprise/contracts';
import { neededBy } from '../gc/keep-objects.ts';
import type { Ports } from '../ports.ts';
import { changeRun } from '../run/change-run.ts';
import { expectOwner } from '../run/owner.ts';
import { answerCommands, answerEvents } from './answer-commands.ts';

/**
 * The owner says what came of a command.
 * @throws ControlError run.not_found, run.not_owner
 */
export async function answerCommand(ports: Ports, id: string, command: string, { epoch, error, result }: CommandAnswer): Promise<void> {
  const answers = [{ command, error, result }];
  await changeRun(ports, id, (run, now) => {
    expectOwner(run, epoch);
    return { to: {}, events: answerEvents(answers), also: (tables, after) => answerCommands(tables, after, answers, now), needs: neededBy(run.head, { answers }) };
  });
}
