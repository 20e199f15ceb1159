import type { Run } from '@reprise/contracts';
import type { Idempotency } from '../idempotency/once.ts';
import type { Ports } from '../ports.ts';
import { getSnapshot } from '../snapshot/catalogue.ts';
import { forkRun, type Fork } from './fork-run.ts';

/**
 * New runs that go on from a snapshot.
 * @throws ControlError snapshot.not_found, and what forkRun throws
 */
export async function restoreSnapshot(ports: Ports, project: string, reference: string, fork: Omit<Fork, 'icount' | 'snapshot'>, idempotency?: Idempotency): Promise<readonly Run[]> {
  const { run, state } = await getSnapshot(ports, project, reference);
  return forkRun(ports, project, run, { ...fork, snapshot: state }, idempotency);
}
