import type { Origin, Run } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import { once, type Idempotency } from '../idempotency/once.ts';
import type { Ports, RecordTables } from '../ports.ts';
import { getSnapshot } from '../snapshot/catalogue.ts';
import { wantedWorker } from '../worker/wanted-worker.ts';
import { expectOf } from './get-run.ts';
import { insertRuns } from './insert-runs.ts';
import { newRun } from './new-run.ts';
import { showRun, type StoredRun } from './run.ts';
import { checkTexts } from './texts.ts';
import { wakeUp } from './wake-up.ts';

/** Forks of one call. */
export const MAX_FORKS = 1000;

export interface Fork {
  /** Where: default how far the run is stored. */
  readonly icount?: number | undefined;
  /** Or at a snapshot of the catalogue, by state or name. */
  readonly snapshot?: string | undefined;
  /** Typed at the beginning of each fork. */
  readonly input?: string | undefined;
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly count?: number | undefined;
  readonly worker?: string | undefined;
}

/** A run that may be deleted: a snapshot with a name outlives it. */
async function parentOf({ runs }: RecordTables, project: string, id: string): Promise<StoredRun> {
  const run = await runs.get(id);
  return expectOf(project, run && { ...run, deletedAt: null }, id);
}

async function originOf(tables: RecordTables, parent: StoredRun, { icount, snapshot }: Fork): Promise<Origin> {
  if (snapshot !== undefined) {
    const { run, state, icount: at } = await getSnapshot({ record: tables }, parent.project, snapshot);
    if (run !== parent.id) throw new ControlError('origin.invalid', `snapshot '${snapshot}' is of run ${run}, not of ${parent.id}`);
    return { run, icount: at, state };
  }
  const { head, end, savedState } = parent;
  if (head === null) throw new ControlError('origin.invalid', `nothing of run ${parent.id} is stored yet: there is no instant to fork it at`);
  const at = icount ?? head.icount;
  if (at > head.icount) throw new ControlError('origin.invalid', `run ${parent.id} is stored up to instruction ${head.icount}, and cannot be forked at ${at}`);
  const known = end?.icount === at ? end.state : parent.state === 'paused' && at === head.icount ? savedState : null;
  return { run: parent.id, icount: at, state: known };
}

/**
 * New runs that go on from an instant of a run, each with its own input.
 * @throws ControlError run.not_found, origin.invalid, snapshot.not_found, worker.not_found, worker.not_available, idempotency.conflict
 */
export async function forkRun(ports: Ports, project: string, id: string, fork: Fork, idempotency?: Idempotency): Promise<readonly Run[]> {
  const { input = null, name, labels = {}, count = 1, worker } = fork;
  checkTexts(labels);
  if (!Number.isSafeInteger(count) || count < 1 || count > MAX_FORKS) throw new ControlError('origin.invalid', `count: ${count} forks, 1 to ${MAX_FORKS} can be made at a time`);
  const { answer, isNew } = await once(ports, project, idempotency, async (tables) => {
    const now = ports.clock.now();
    const parent = fork.snapshot === undefined ? expectOf(project, await tables.runs.get(id), id) : await parentOf(tables, project, id);
    const origin = await originOf(tables, parent, fork);
    const wanted = await wantedWorker(tables, worker, now);
    const { job, images } = parent;
    const forks = Array.from({ length: count }, () =>
      newRun({ project, job, images, name: name ?? parent.name, labels: { ...parent.labels, ...labels }, origin, forkInput: input, wanted }, now));
    await insertRuns(tables, ports, forks);
    return forks.map(showRun);
  });
  if (isNew) await wakeUp(ports, { project, wantedWorker: worker ?? null });
  return answer;
}
