import type { CharBackend } from '@reprise/qdev';
import type { RunStop } from '@reprise/vm';
import { prepareRun, type OutputQueue, type RunConfiguration } from '@reprise/vm-host';

/** The digest of a machine's state at an instant. */
export interface Sample {
  /** Instructions of all harts so far. */
  readonly instructions: number;
  readonly digest: string;
}

export interface SampledRun {
  /** The last one is that of the end. */
  readonly samples: readonly Sample[];
  readonly end: RunStop;
  readonly wallMs: number;
}

export interface Sampling {
  /** Instructions between two samples. */
  readonly every: number;
  /** Instructions that are run at a time: no sample depends on it. */
  readonly slice: number;
  /** Where the console goes; null = nowhere. */
  readonly output: OutputQueue | null;
}

const nowhere: CharBackend = { write: () => {} };

/** Runs a machine to its end, and takes the digest of its state on the way. */
export async function sampledRun(configuration: RunConfiguration, { every, slice, output }: Sampling): Promise<SampledRun> {
  using prepared = await prepareRun(configuration, { console: output ?? nowhere });
  const { run } = prepared;
  const start = performance.now();
  const samples: Sample[] = [];
  for (;;) {
    const next = (samples.length + 1) * every;
    const end = run.runUntil({ icount: Math.min(next, run.icount + slice) });
    await output?.flush();
    if (end.reason === 'limit' && run.icount < next) continue;
    samples.push({ instructions: run.icount, digest: run.digest() });
    if (end.reason !== 'limit') return { samples, end, wallMs: performance.now() - start };
  }
}
