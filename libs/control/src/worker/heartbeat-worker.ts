import type { Heartbeat, HeartbeatAnswer } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { assignmentOf } from '../run/assignment.ts';
import { changeRun } from '../run/change-run.ts';
import { isOwned } from '../run/owner.ts';
import { LEASE_MS } from './worker.ts';

/**
 * Renews the leases of a worker's runs, and tells it what is wanted of them.
 * @throws ControlError worker.not_found: it has to register
 */
export async function heartbeatWorker(ports: Ports, id: string, { runs, freeSlots, draining }: Heartbeat): Promise<HeartbeatAnswer> {
  const { record, clock } = ports;
  const now = clock.now();
  if (!(await record.workers.seen(id, { seenAt: now, freeSlots, draining }))) throw new ControlError('worker.not_found', `there is no worker ${id}: register first`);
  const worker = await record.workers.get(id);
  const renewed = new Map((await record.runs.renewLeases(id, runs, now + LEASE_MS)).map((run) => [run.id, run]));
  for (const { run, epoch, vmState } of runs) {
    if (renewed.get(run)?.vmState !== vmState && renewed.has(run)) await noteVmState(ports, run, epoch, vmState);
  }
  const [commands, incoming, waiting] = await Promise.all([
    record.commands.waiting([...renewed.keys()]),
    record.runs.incoming(id),
    record.runs.wantedBy(id, now),
  ]);
  return {
    lost: runs.map(({ run }) => run).filter((run) => !renewed.has(run)),
    commands: commands.map(({ id: command, run, kind, payload }) => ({ id: command, run, kind, payload })),
    incoming: await Promise.all(incoming.map(async (run) => ({ run: run.id, epoch: run.epoch, state: run.migration?.state ?? '', assignment: await assignmentOf(record, { ...run, epoch: run.epoch + 1 }) }))),
    waiting: [...waiting],
    drain: worker?.drain ?? false,
  };
}

async function noteVmState(ports: Ports, id: string, epoch: number, vmState: string): Promise<void> {
  await changeRun(ports, id, (run) => (run.epoch === epoch && isOwned(run) && run.vmState !== vmState ? { to: { vmState } } : undefined));
}
