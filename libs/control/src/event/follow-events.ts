import { until } from '../news/until.ts';
import type { Ports } from '../ports.ts';
import { getRun } from '../run/get-run.ts';
import { isEnd } from '../run/states.ts';
import type { RunEvent } from './event.ts';

const MOST = 500;

/**
 * Events of a run after a sequence number, in their order, at most `limit`.
 * @throws ControlError run.not_found
 */
export async function listEvents({ record }: Pick<Ports, 'record'>, project: string, run: string, { after = 0, limit = MOST }: { readonly after?: number; readonly limit?: number } = {}): Promise<readonly RunEvent[]> {
  const { id } = await getRun({ record }, project, run);
  return record.events.list(id, after, Math.min(Math.max(limit, 1), MOST));
}

/**
 * Events of a run after a sequence number as they come, each once, to the end of the run or until the signal fires.
 * @throws ControlError run.not_found
 */
export async function* followEvents(ports: Ports, project: string, run: string, after: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const { id } = await getRun(ports, project, run);
  const wakes = await until(ports.news, `run:${id}`, signal);
  try {
    for (let seen = after; !signal.aborted;) {
      const { state } = await getRun(ports, project, id); // before the events: if it has ended by then, they are all there
      const events = await ports.record.events.list(id, seen, MOST);
      for (const event of events) {
        yield event;
        seen = event.seq;
      }
      if (events.length === MOST) continue;
      if (isEnd(state)) return;
      await wakes.next();
    }
  } finally {
    await wakes.close();
  }
}
