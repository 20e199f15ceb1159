import type { Commit } from '@reprise/contracts';
import type { NewEvent } from '../event/event.ts';
import { newId } from '../id/new-id.ts';
import type { RecordTables } from '../ports.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import type { StoredCommand } from './command.ts';

export type Answers = Commit['answers'];

export const answerEvents = (answers: Answers): readonly NewEvent[] => answers.map(({ command, error }) => ({ kind: 'answer', data: { command, error } }));

/** Writes down what came of commands of a run. What has been answered stays as it is: a worker may say a thing twice. */
export async function answerCommands(tables: RecordTables, run: StoredRun, answers: Answers, now: Millis): Promise<void> {
  for (const { command: id, error, result } of answers) {
    const command = await tables.commands.get(id);
    if (command?.run !== run.id || !(await tables.commands.answer(id, { error, result, answeredAt: now }))) continue;
    if (command.kind === 'snapshot' && error === null) await catalogue(tables, run, command, result, now);
  }
}

async function catalogue({ snapshots }: RecordTables, run: StoredRun, { payload }: StoredCommand, { state, icount }: Answers[number]['result'], now: Millis): Promise<void> {
  if (typeof state !== 'string' || typeof icount !== 'number') return;
  await snapshots.add({ id: newId('s', now), project: run.project, state, run: run.id, icount, name: payload['name'] ?? null, reason: 'asked', createdAt: now });
}

/** Answers all commands of these kinds that wait, alike. */
export async function answerWaiting(tables: RecordTables, run: string, kinds: readonly StoredCommand['kind'][] | undefined, answer: Omit<Answers[number], 'command'>, now: Millis): Promise<void> {
  for (const { id, kind } of await tables.commands.waiting([run])) {
    if (kinds === undefined || kinds.includes(kind)) await tables.commands.answer(id, { ...answer, answeredAt: now });
  }
}
