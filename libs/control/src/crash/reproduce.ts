import type { Reproduced, Run } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import { once, type Idempotency } from '../idempotency/once.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Change } from '../run/change-run.ts';
import { answerEnded } from '../run/end-run.ts';
import { expectOf } from '../run/get-run.ts';
import { insertRuns } from '../run/insert-runs.ts';
import { newRun } from '../run/new-run.ts';
import { expectOwner, letGo } from '../run/owner.ts';
import { showRun, type Millis, type StoredRun } from '../run/run.ts';
import { isEnd } from '../run/states.ts';
import { wakeUp } from '../run/wake-up.ts';
import { wantedWorker } from '../worker/wanted-worker.ts';
import { getCrash } from './get-crash.ts';

export interface ReproduceOptions {
  readonly worker?: string | undefined;
  readonly idempotency?: Idempotency | undefined;
}

/**
 * A new run that executes one that has ended again and compares: it succeeds if it comes to the same state at the same instruction.
 * @throws ControlError run.not_found, run.not_ended, worker.not_found, worker.not_available, idempotency.conflict
 */
export async function reproduceRun(ports: Ports, project: string, id: string, { worker, idempotency }: ReproduceOptions = {}): Promise<Run> {
  const { answer, isNew } = await once(ports, project, idempotency, async (tables) => {
    const now = ports.clock.now();
    const again = expectOf(project, await tables.runs.get(id), id);
    if (!isEnd(again.state) || typeof again.end?.state !== 'string' || again.head === null) {
      throw new ControlError('run.not_ended', `run ${id} is ${again.state}: only what has come to an end in a state that is stored can be reproduced`, { state: again.state });
    }
    const { job, images, key, name, end } = again;
    const run = newRun({ project, job, images, key, name, origin: { run: id, icount: end.icount, state: end.state }, task: 'repro', wanted: await wantedWorker(tables, worker, now) }, now);
    await insertRuns(tables, ports, [run]);
    return showRun(run);
  });
  if (isNew) await wakeUp(ports, { project, wantedWorker: worker ?? null });
  return answer;
}

/**
 * Executes a crashed run again.
 * @throws ControlError crash.not_found, and what reproduceRun throws
 */
export const reproduceCrash = async (ports: Ports, project: string, id: string, options: ReproduceOptions = {}): Promise<Run> =>
  reproduceRun(ports, project, (await getCrash(ports, project, id)).run, options);

/** What executing it again came to is what this run came to. Nothing where that was said before. */
export function decideReproduced(run: StoredRun, { epoch, same, expected, found, icount, message }: Reproduced, now: Millis): Change | undefined {
  const state = same ? 'succeeded' : 'failed';
  if (run.epoch === epoch && run.state === state && run.endedAt !== null) return undefined;
  expectOwner(run, epoch);
  const end = { reason: same ? 'reproduced' : 'diverged', exitCode: null, state: found, icount, consoleBytes: 0, consoleSha256: null, message: message ?? (same ? null : `expected ${expected}`) };
  return {
    to: { ...letGo, state, end, endedAt: now },
    events: [{ kind: 'state', data: { state, epoch, reason: end.reason, expected, found, message } }],
    also: (tables, after) => answerEnded(tables, after, now),
  };
}

/**
 * The owner has executed it again.
 * @throws ControlError run.not_found, run.not_owner
 */
export async function reportRepro(ports: Ports, id: string, reproduced: Reproduced): Promise<void> {
  await changeRun(ports, id, (run, now) => decideReproduced(run, reproduced, now));
}
