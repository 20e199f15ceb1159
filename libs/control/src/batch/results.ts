import type { Ports } from '../ports.ts';
import type { StoredRun } from '../run/run.ts';
import { getBatch } from './get-batch.ts';

const PAGE = 500;

/** What a run of a batch came to. */
export interface BatchResult {
  readonly run: string;
  readonly name: string | null;
  readonly state: StoredRun['state'];
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly icount: number;
  readonly endState: string | null;
  readonly crash: string | null;
  readonly message: string | null;
  readonly seconds: number | null;
  /** Variables of the matrix, and their values as text. */
  readonly values: Readonly<Record<string, string>>;
}

function resultOf({ id, name, state, end, head, crash, labels, startedAt, endedAt }: StoredRun, variables: readonly string[]): BatchResult {
  return {
    run: id,
    name,
    state,
    reason: end?.reason ?? null,
    exitCode: end?.exitCode ?? null,
    icount: end?.icount ?? head?.icount ?? 0,
    endState: end?.state ?? null,
    crash,
    message: end?.message ?? null,
    seconds: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000,
    values: Object.fromEntries(variables.map((variable) => [variable, labels[variable] ?? ''])),
  };
}

/**
 * Results of a batch's runs in the order of the matrix, without the run that the others fork from.
 * @throws ControlError batch.not_found
 */
export async function* batchResults({ record }: Pick<Ports, 'record'>, project: string, id: string): AsyncGenerator<BatchResult> {
  const { batch } = await getBatch({ record }, project, id);
  const variables = Object.keys(batch.specification.matrix);
  for (let after: string | undefined, isLast = false; !isLast;) {
    const runs = await record.runs.list({ project, batch: id }, { limit: PAGE, after }, 'oldest');
    for (const run of runs) if (run.id !== batch.base) yield resultOf(run, variables);
    after = runs.at(-1)?.id;
    isLast = runs.length < PAGE;
  }
}
