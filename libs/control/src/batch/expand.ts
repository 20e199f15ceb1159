import { jobSpecification, type BatchSpecification, type JobSpecification } from '@reprise/contracts';
import { ControlError } from '../errors.ts';

export type MatrixValue = string | number | boolean;
/** A value for each variable. */
export type Combination = ReadonlyMap<string, MatrixValue>;

/** Runs of a batch, and characters of all their jobs, at most. */
export const MAX_RUNS = 10_000;
const MAX_CHARACTERS = 64 << 20;

const VARIABLE = /\$\{([A-Za-z0-9][A-Za-z0-9._-]{0,62})\}/g;
const WHOLE = new RegExp(`^${VARIABLE.source}$`);

/** Every combination of a matrix's values, the last variable the fastest; one that is empty where there are no variables. */
export function combinations(matrix: BatchSpecification['matrix']): readonly Combination[] {
  const variables = Object.entries(matrix);
  const count = variables.reduce((product, [, values]) => product * values.length, 1);
  if (count > MAX_RUNS) throw new ControlError('batch.too_large', `the matrix has ${count} combinations, a batch takes ${MAX_RUNS}`);
  return variables.reduce<readonly Combination[]>(
    (all, [name, values]) => all.flatMap((combination) => values.map((value) => new Map([...combination, [name, value]]))),
    [new Map()],
  );
}

/** `text` with values for its variables; names that are no variables stay as they are, for the guest's shell has such too. */
export function substitute(text: string, values: Combination): MatrixValue {
  const [, only] = WHOLE.exec(text) ?? [];
  const whole = only === undefined ? undefined : values.get(only);
  return whole ?? text.replace(VARIABLE, (as, name: string) => String(values.get(name) ?? as));
}

/** The same in every text of a value. */
export function substituteAll(value: unknown, values: Combination): unknown {
  if (typeof value === 'string') return substitute(value, values);
  if (Array.isArray(value)) return value.map((item) => substituteAll(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituteAll(inner, values)]));
}

const used = (text: string): ReadonlySet<string> => new Set([...text.matchAll(VARIABLE)].map(([, name = '']) => name));

function checkVariables({ matrix, job, fork }: BatchSpecification): void {
  const inJob = used(JSON.stringify(job));
  const inInput = used(fork?.input ?? '');
  for (const name of Object.keys(matrix)) {
    if (fork ? inJob.has(name) : false) throw new ControlError('batch.invalid', `job: \${${name}}: the job of a batch that forks is run once: only fork.input can have variables`);
    if (!inJob.has(name) && !inInput.has(name)) throw new ControlError('batch.invalid', `matrix.${name}: nothing has \${${name}}`, { path: `matrix.${name}` });
  }
}

function parseJob(job: unknown, values: Combination): JobSpecification {
  const { data, error } = jobSpecification.safeParse(job);
  if (data) return data;
  const where = [...values].map(([name, value]) => `${name}=${String(value).slice(0, 40)}`).join(', ');
  const problems = error.issues.map(({ path, message }) => `job.${path.join('.')}: ${message}`);
  throw new ControlError('batch.invalid', `${problems.join('; ')}${where === '' ? '' : ` (with ${where})`}`, { problems });
}

/** One run of a batch. */
export interface BatchRun {
  readonly values: Combination;
  readonly job: JobSpecification;
  /** With `fork`: what is typed into it. */
  readonly input: string | null;
}

/**
 * The runs of a batch.
 * @throws ControlError batch.invalid, batch.too_large
 */
export function expandBatch(batch: BatchSpecification): readonly BatchRun[] {
  checkVariables(batch);
  const all = combinations(batch.matrix);
  const { fork } = batch;
  const characters = JSON.stringify(batch.job).length * (fork ? 1 : all.length);
  if (characters > MAX_CHARACTERS) throw new ControlError('batch.too_large', `the jobs of the batch come to ${characters} characters, ${MAX_CHARACTERS} are too many: put what is large into an image`);
  if (!fork) return all.map((values) => ({ values, job: parseJob(substituteAll(batch.job, values), values), input: null }));
  const job = parseJob(batch.job, new Map());
  return all.map((values) => ({ values, job, input: String(substitute(fork.input, values)) }));
}
