import type { Ports } from '../ports.ts';
import { insertRuns } from '../run/insert-runs.ts';
import { isEnd } from '../run/states.ts';
import { wakeUp } from '../run/wake-up.ts';
import { expandBatch } from './expand.ts';
import { forksOf } from './forks.ts';

const MOST = 100;

/** Makes the forks of a batch whose base has come to where they go on from, once. */
export async function advanceBatch(ports: Ports, id: string): Promise<void> {
  const batch = await ports.record.batches.get(id);
  if (batch?.state !== 'booting' || batch.base === null) return;
  const base = await ports.record.runs.get(batch.base);
  if (base && !isEnd(base.state)) return;
  const { end } = base ?? {};
  const isThere = base?.state === 'succeeded' && typeof end?.state === 'string';
  const done = await ports.record.transaction(async (tables) => {
    if (!isThere) {
      const message = `run ${batch.base ?? ''}, which the others were to fork from, ended as ${base?.state ?? 'deleted'}: ${end?.message ?? end?.reason ?? ''}`;
      return tables.batches.setState(id, 'booting', 'failed', message);
    }
    if (!(await tables.batches.setState(id, 'booting', 'ready', null))) return false;
    const origin = { run: base.id, icount: end?.icount ?? 0, state: end?.state ?? null };
    await insertRuns(tables, ports, forksOf(batch, expandBatch(batch.specification).runs, origin, base.images, ports.clock.now()));
    return true;
  });
  if (done) await wakeUp(ports, { project: batch.project, wantedWorker: null });
}

/** The same for all of them. */
export async function advanceBatches(ports: Ports): Promise<void> {
  for (const { id } of await ports.record.batches.inState('booting', MOST)) await advanceBatch(ports, id);
}
