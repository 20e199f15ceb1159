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

const used = (value: unknown): ReadonlySet<string> => new Set([...(JSON.stringify(value) ?? '').matchAll(VARIABLE)].map(([, name = '']) => name));

/** What does not determine a run: it may differ between runs that fork from one. */
const FREE = ['name', 'labels'] as const;

/** The job of the run that others fork from: without what has variables in name and labels. */
function baseOf({ job }: BatchSpecification, variables: readonly string[]): Readonly<Record<string, unknown>> {
  const isConstant = (value: unknown): boolean => !variables.some((name) => used(value).has(name));
  const { name, labels, ...rest } = job;
  const constant = typeof labels === 'object' && labels !== null ? Object.fromEntries(Object.entries(labels).filter(([, value]) => isConstant(value))) : labels;
  return { ...rest, ...(name !== undefined && isConstant(name) ? { name } : {}), ...(constant === undefined ? {} : { labels: constant }) };
}

function checkVariables({ matrix, job, fork }: BatchSpecification): void {
  const inJob = used(job);
  const inInput = used(fork?.input);
  const determining = used(Object.fromEntries(Object.entries(job).filter(([field]) => !FREE.some((free) => free === field))));
  for (const name of Object.keys(matrix)) {
    if (fork && determining.has(name)) {
      throw new ControlError('batch.invalid', `job: \${${name}}: the job of a batch that forks is run once: only fork.input, job.name and job.labels can have variables`, { path: 'job' });
    }
    if (!inJob.has(name) && !inInput.has(name)) throw new ControlError('batch.invalid', `matrix.${name}: nothing has \${${name}}`, { path: `matrix.${name}` });
  }
}

/** A value with what is at a path, and below it, as text: numbers and booleans that stand where a text has to. */
function asText(value: unknown, [step, ...rest]: readonly PropertyKey[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, index) => (step === undefined || index === step ? asText(item, rest) : item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, step === undefined || key === step ? asText(inner, rest) : inner]));
  }
  return step === undefined && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}

/** A job from values: where it takes texts alone, a number is its digits. */
function parseJob(job: unknown, values: Combination): JobSpecification {
  const first = jobSpecification.safeParse(job);
  if (first.data) return first.data;
  const texts = first.error.issues.filter((issue) => issue.code === 'invalid_union' || (issue.code === 'invalid_type' && issue.expected === 'string'));
  const { data, error } = jobSpecification.safeParse(texts.reduce((changed, { path }) => asText(changed, path), job));
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

/** A batch, taken apart. */
export interface ExpandedBatch {
  /** With `fork`: the job that is run up to where the others fork. */
  readonly base: JobSpecification | null;
  readonly runs: readonly BatchRun[];
}

/**
 * The runs of a batch.
 * @throws ControlError batch.invalid, batch.too_large
 */
export function expandBatch(batch: BatchSpecification): ExpandedBatch {
  checkVariables(batch);
  const all = combinations(batch.matrix);
  const { fork, job } = batch;
  const characters = JSON.stringify(job).length * all.length;
  if (characters > MAX_CHARACTERS) throw new ControlError('batch.too_large', `the jobs of the batch come to ${characters} characters, ${MAX_CHARACTERS} are too many: put what is large into an image`);
  const runs = all.map((values) => ({ values, job: parseJob(substituteAll(job, values), values), input: fork ? String(substitute(fork.input, values)) : null }));
  return { base: fork ? parseJob(baseOf(batch, Object.keys(batch.matrix)), new Map()) : null, runs };
}
