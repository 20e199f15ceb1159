import type { NewEvent } from '../event/event.ts';
import type { Ports } from '../ports.ts';
import { changeOwnRun, type ChangeOptions } from '../run/change-own-run.ts';
import type { Change } from '../run/change-run.ts';
import { expectNoEnd } from '../run/owner.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import { lookTold } from '../run/tell.ts';
import type { StoredCommand } from './command.ts';
import { newCommand } from './new-command.ts';

/** What is asked of a run. */
export type Order = Pick<StoredCommand, 'kind' | 'payload'>;

/** What the record alone does for an order, and the answer; undefined where it is the owner's, or the next owner's. */
export type DoneInRecord = (run: StoredRun, now: Millis) => (Omit<Change, 'also'> & Partial<Pick<Change, 'also'>> & { readonly result: NonNullable<StoredCommand['result']> }) | undefined;

/**
 * Writes down a command to a run: answered where the record alone can do it, else for its owner, who is told.
 * @throws ControlError run.not_found, run.changed, run.ended, and what `inRecord` throws
 */
export async function giveCommand(ports: Ports, project: string, run: string, order: Order, options: ChangeOptions, inRecord: DoneInRecord): Promise<{ readonly command: StoredCommand; readonly run: StoredRun }> {
  let given: StoredCommand | undefined;
  const after = await changeOwnRun(ports, project, run, options, (before, now) => {
    expectNoEnd(before);
    const done = inRecord(before, now);
    const waiting = newCommand(run, order.kind, order.payload, now);
    const command = done ? { ...waiting, result: done.result, answeredAt: now } : waiting;
    given = command;
    const event: NewEvent = { kind: 'command', data: { command: command.id, kind: command.kind } };
    return {
      to: done?.to ?? {},
      events: [event, ...(done?.events ?? [])],
      also: async (tables, changed) => {
        await tables.commands.insert([command]);
        await done?.also?.(tables, changed);
      },
    };
  });
  if (!given) throw new Error(`no command was given to run ${run}`);
  if (given.answeredAt === null) await lookTold(ports, after.worker);
  return { command: given, run: after };
}
