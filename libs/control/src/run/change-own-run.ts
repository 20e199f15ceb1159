import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Decide } from './change-run.ts';
import { expectOf } from './get-run.ts';
import type { StoredRun } from './run.ts';

/** What a client may add to whatever changes a run. */
export interface ChangeOptions {
  /** The version that the client has seen: with another one nothing is done. */
  readonly ifVersion?: number | undefined;
}

/**
 * Changes a run of a project.
 * @throws ControlError run.not_found, run.changed, and what `decide` throws
 */
export const changeOwnRun = (ports: Ports, project: string, id: string, { ifVersion }: ChangeOptions, decide: Decide): Promise<StoredRun> =>
  changeRun(ports, id, (run, now) => {
    expectOf(project, run, id);
    if (ifVersion !== undefined && ifVersion !== run.version) {
      throw new ControlError('run.changed', `run ${id} has version ${run.version}, not ${ifVersion}: look at it again`, { version: run.version });
    }
    return decide(run, now);
  });
