import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@reprise/api-client';
import { OptionError } from '@reprise/options';
import { take } from '../output/print.ts';
import { bar } from '../output/bar.ts';
import { Progress } from '../recording/progress.ts';
import { isEnded } from '../runs/run-end.ts';

const POLL_MS = 500;

/** Waits until all runs of a batch have ended, with a bar on a terminal. @throws OptionError where it cannot come to that */
export async function awaitBatch(service: Service, id: string): Promise<void> {
  const progress = new Progress();
  try {
    for (;;) {
      const { state, message, size, base } = await service.batch(id);
      if (state === 'failed') throw new OptionError(`batch ${id} failed: ${message ?? 'the run that it forks from did not come to where it forks'}`);
      const rows = state === 'ready' ? await take(service.batchResults(id), Infinity) : [];
      const ended = rows.filter((row) => isEnded(row.state)).length;
      progress.show(() => (state === 'booting' ? `booting ${base ?? ''}` : bar(id, ended, size)));
      if (state === 'ready' && ended >= size) return;
      await delay(POLL_MS);
    }
  } finally {
    progress.clear();
  }
}
