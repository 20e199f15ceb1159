import { Worker } from 'bullmq';
import type { WakeUp } from '@reprise/control';
import { connect } from './connection.ts';
import { PREFIX, QUEUE } from './names.ts';

/**
 * How long a wake-up stays with a worker that has gone silent, and how often is looked for such: the record gives the run another owner whatever becomes of the
 * wake-up, but while this one is held no other is put for the same epoch.
 */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;

export interface ConsumeOptions {
  /** How many at a time. */
  readonly slots: number;
  /** Somebody waits, perhaps: claim it. The slot is taken until this is done. May be called for what has been claimed or is over. */
  readonly onRun: (wakeUp: WakeUp) => Promise<void>;
  /** What went wrong with Redis, or in onRun; wake-ups go on. */
  readonly onError: (error: Error) => void;
}

export interface Consumer {
  /** Changes how many at a time; 0 takes nothing new. */
  setSlots(slots: number): void;
  /** Takes nothing new, and answers when no onRun is under way. */
  close(): Promise<void>;
}

/** Takes wake-ups from the queue in a Redis, for as long as it is there and whenever it is back. */
export function consumeRuns(url: string, { slots, onRun, onError }: ConsumeOptions): Consumer {
  const redis = connect(url);
  const worker = new Worker<WakeUp>(
    QUEUE,
    async ({ data }) => {
      try {
        await onRun(data);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    },
    {
      connection: redis,
      prefix: PREFIX,
      concurrency: Math.max(slots, 1),
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      maxStalledCount: 1_000_000, // a wake-up is never at fault
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', onError);
  let isPaused = false;
  const setSlots = (count: number): void => {
    if (count > 0) worker.concurrency = count;
    if (isPaused === count <= 0) return;
    isPaused = !isPaused;
    if (isPaused) void worker.pause(true);
    else void worker.resume();
  };
  if (slots <= 0) setSlots(0);
  return {
    setSlots,
    close: async () => {
      await worker.close();
      redis.disconnect();
    },
  };
}
