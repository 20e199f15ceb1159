import type { Service } from '@reprise/api-client';
import type { Run } from '@reprise/contracts';
import { note } from '../output/print.ts';
import { outcomeText, isEnded, runStatus } from './run-end.ts';
import { grouped } from '../recording/numbers.ts';

export interface Following {
  /** Where in the console to begin. */
  readonly from: number;
  /** Aborted when nobody wants to follow any longer. */
  readonly signal: AbortSignal;
  readonly write: (bytes: Uint8Array) => void;
  readonly onState?: (state: Run['state']) => void;
}

/** Shows a run's console as it comes, to the run's end. Undefined when `signal` was aborted before. */
export async function followRun(service: Service, id: string, { from, signal, write, onState }: Following): Promise<Run | undefined> {
  try {
    for await (const news of service.runs.follow(id, from, signal)) {
      if (news.kind === 'console') write(news.bytes);
      else {
        onState?.(news.state);
        if (isEnded(news.state)) return await service.runs.get(id);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return undefined;
}

/** Says how a run ended where that is more than the guest's own exit, and returns the exit status for scripts. */
export function reportEnd(run: Run): number {
  const status = runStatus(run);
  if (status !== 0 || run.end?.reason !== 'shutdown') {
    const { id, end, crash } = run;
    const after = end ? ` after ${grouped(end.icount)} instructions` : '';
    const message = end?.message ? `: ${end.message}` : '';
    const hint = crash === null ? '' : ` (reprise crash show ${crash}, reprise repro ${crash})`;
    note(`${id} ${run.state}: ${outcomeText(run)}${after}${message}${hint}`);
  }
  return status;
}

/** Aborted by Ctrl-C: the run goes on without us. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
