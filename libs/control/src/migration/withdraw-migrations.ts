import { answerWaiting } from '../command/answer-commands.ts';
import { newCommand } from '../command/new-command.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Change } from '../run/change-run.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import { lookTold } from '../run/tell.ts';

const MOST = 100;

/** Nobody has taken over: the source goes on. Nothing where somebody has. */
export function decideWithdrawal(run: StoredRun, now: Millis): Change | undefined {
  const { migration } = run;
  if (run.state !== 'migrating' || migration === null || migration.until > now) return undefined;
  const error = `worker ${migration.target} did not take over in time: the run stays where it is`;
  return {
    to: { state: 'running', migration: null },
    events: [{ kind: 'migration', data: { error } }, { kind: 'state', data: { state: 'running', epoch: run.epoch, worker: run.worker } }],
    also: async (tables) => {
      await answerWaiting(tables, run.id, ['migrate'], { error, result: {} }, now);
      await tables.commands.insert([newCommand(run.id, 'resume-after-migration', {}, now)]);
    },
  };
}

/** Lets sources go on whose targets did not come. Answers how many there were. */
export async function withdrawMigrations(ports: Ports): Promise<number> {
  const overdue = await ports.record.runs.overdueMigrations(ports.clock.now(), MOST);
  for (const { id } of overdue) {
    const run = await changeRun(ports, id, decideWithdrawal);
    await lookTold(ports, run.worker);
  }
  return overdue.length;
}
