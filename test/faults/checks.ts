/** What must be true of runs, whatever was done to the processes. Pure: from what the service says of them. */
import type { Run, RunEvent } from '@reprise/contracts';

/** What a run came to, as far as it is a function of its job. */
export interface Outcome {
  readonly state: string;
  readonly exitCode: number | null;
  readonly stateId: string | null;
  readonly icount: number;
  readonly consoleSha256: string | null;
  readonly consoleBytes: number;
}

export const outcomeOf = ({ state, end }: Pick<Run, 'state' | 'end'>): Outcome => ({
  state,
  exitCode: end?.exitCode ?? null,
  stateId: end?.state ?? null,
  icount: end?.icount ?? 0,
  consoleSha256: end?.consoleSha256 ?? null,
  consoleBytes: end?.consoleBytes ?? 0,
});

const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'crashed', 'cancelled', 'error']);

export const hasEnded = ({ state }: Pick<Run, 'state'>): boolean => ENDS.has(state);

export function problemsOfOutcome(run: Pick<Run, 'state' | 'end'>, undisturbed: Outcome): string[] {
  const found = outcomeOf(run);
  const differs = (Object.keys(undisturbed) as (keyof Outcome)[]).filter((key) => found[key] !== undisturbed[key]); // the keys are those of the type
  const why = run.end?.message === null || run.end?.message === undefined ? '' : ` (${run.end.message})`;
  return differs.map((key) => `${key} is ${String(found[key])}${why}, and of the undisturbed run ${String(undisturbed[key])}`);
}

/** At most one owner at a time, each in the next epoch; an end that only the owner of its time has said, once. `events` are all of a run, in order. */
export function problemsOfOwners(events: readonly Pick<RunEvent, 'type' | 'data'>[]): string[] {
  const problems: string[] = [];
  let newest = 0;
  let owner: number | null = null;
  let ended = false;
  let isMoving = false;
  for (const { type, data } of events) {
    if (type === 'migration') isMoving = true;
    if (type !== 'state') continue;
    const { state, epoch } = data;
    if (ended) problems.push(`became ${String(state)} after its end`);
    if (state === 'running') {
      if (epoch !== newest + 1) problems.push(`epoch ${String(epoch)} came after epoch ${newest}`);
      if (owner !== null && !isMoving) problems.push(`epoch ${String(epoch)} began while epoch ${owner} owned the run`);
      newest = owner = Number(epoch);
      isMoving = false;
      continue;
    }
    if (typeof epoch === 'number' && epoch !== newest) problems.push(`epoch ${epoch} said ${String(state)} when epoch ${newest} was the newest`);
    if (ENDS.has(String(state))) ended = true;
    if (state !== 'migrating') owner = null;
  }
  if (!ended) problems.push('has not ended');
  return problems;
}

/** Looks again and again at how far runs are stored: what has been committed stays. */
export class Progress {
  readonly problems: string[] = [];
  readonly #seen = new Map<string, Pick<Run, 'epoch' | 'icount' | 'consoleBytes' | 'version'>>();

  look(runs: readonly Pick<Run, 'id' | 'epoch' | 'icount' | 'consoleBytes' | 'version'>[]): void {
    for (const run of runs) {
      const before = this.#seen.get(run.id);
      for (const what of ['epoch', 'icount', 'consoleBytes', 'version'] as const) {
        if (before && run[what] < before[what]) this.problems.push(`${run.id}: ${what} went back from ${before[what]} to ${run[what]}`);
      }
      this.#seen.set(run.id, run);
    }
    for (const id of this.#seen.keys()) if (!runs.some((run) => run.id === id)) this.problems.push(`${id}: is gone`);
  }
}

/** Lines that a service said were stored are on the console, in their order; one whose answer was lost may be there twice. */
export function problemsOfInput(console: string, typed: readonly string[]): string[] {
  const lines = console.split('\n').filter((line) => line !== '');
  const once = lines.filter((line, index) => line !== lines[index - 1]);
  return once.join('\n') === typed.join('\n') ? [] : [`typed ${JSON.stringify(typed)}, and on the console is ${JSON.stringify(lines)}`];
}
