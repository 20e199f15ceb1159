import { ControlError } from '../errors.ts';
import type { NewEvent, RunEvent } from '../event/event.ts';
import { keepObjects, withNamed } from '../gc/keep-objects.ts';
import type { Ports, RecordTables } from '../ports.ts';
import { changesTold } from './tell.ts';
import type { Millis, StoredRun } from './run.ts';
import { mayFollow } from './states.ts';

/** What is to become of a run. */
export interface Change {
  readonly to: Partial<Omit<StoredRun, 'id' | 'project' | 'version'>>;
  readonly events?: readonly NewEvent[];
  /** What else is written with it, or not at all. `run` is the run after the change. */
  readonly also?: (tables: RecordTables, run: StoredRun) => Promise<void>;
  /** Keys of objects of the store that are needed from then on, with what they name. */
  readonly needs?: readonly string[];
}

/** Decides by what the run is; undefined where there is nothing to do. Throws a ControlError where it may not be. Is asked again where somebody was faster. */
export type Decide = (run: StoredRun, now: Millis) => Change | undefined | Promise<Change | undefined>;

/** How often somebody may be faster in a row: each time, something else got done. */
const MOST_ATTEMPTS = 100;

/** The run after a change, and its events. */
export function applyChange(before: StoredRun, change: Change, now: Millis): { readonly after: StoredRun; readonly events: readonly RunEvent[] } {
  const { events = [], to } = change;
  if (to.state !== undefined && to.state !== before.state && !mayFollow(before.state, to.state)) {
    throw new Error(`a run that is ${before.state} cannot become ${to.state}`);
  }
  return {
    after: { ...before, ...to, version: before.version + Math.max(events.length, 1) },
    events: events.map((event, index) => ({ ...event, run: before.id, seq: before.version + index + 1, at: now })),
  };
}

/**
 * The one way in which a run changes: read, decide, compare and set, all in one transaction with what belongs to it. Because a write takes only where the
 * record still has the version that was decided on, a decision holds for what it was made on, an owner's epoch included.
 * @throws ControlError run.not_found, and what `decide` throws
 */
export async function changeRun(ports: Ports, id: string, decide: Decide): Promise<StoredRun> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const before = await ports.record.runs.get(id);
    if (!before || before.deletedAt !== null) throw new ControlError('run.not_found', `there is no run ${id}`);
    const now = ports.clock.now();
    const change = await decide(before, now);
    if (!change) return before;
    const { after, events } = applyChange(before, change, now);
    const needs = await withNamed(ports, change.needs ?? []);
    const isDone = await ports.record.transaction(async (tables) => {
      if (!(await tables.runs.replace(before, after))) return false;
      await tables.events.insert(events);
      await change.also?.(tables, after);
      await keepObjects(tables, ports, needs);
      return true;
    });
    if (!isDone) continue;
    await changesTold(ports, before, after);
    return after;
  }
  throw new ControlError('run.changed', `run ${id} changes faster than this could be done: try again`);
}
