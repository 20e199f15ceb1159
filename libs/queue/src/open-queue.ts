import { Queue as BullQueue } from 'bullmq';
import { ControlError, type Queue, type WakeUp } from '@reprise/control';
import { checkConnected } from './check-redis.ts';
import { connect, failFast, ready, unavailable } from './connection.ts';
import { jobIdOf, PREFIX, QUEUE } from './names.ts';

/** How long a call may take. */
const CALL_MS = 5_000;

/**
 * The queue of wake-ups in a Redis. A job is done with when somebody has been woken: none is kept. While Redis is away, calls fail at once.
 * @throws ControlError queue.unavailable, queue.unsafe
 */
export async function openQueue(url: string): Promise<Queue> {
  const redis = connect(url, { ...failFast, commandTimeout: CALL_MS });
  try {
    await ready(redis);
    await checkConnected(redis);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const queue = new BullQueue<WakeUp>(QUEUE, { connection: redis, prefix: PREFIX, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
  queue.on('error', () => undefined); // of the connection, as above
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    if (redis.status !== 'ready') throw unavailable();
    try {
      return await call();
    } catch (error) {
      throw error instanceof ControlError ? error : unavailable(error);
    }
  };
  return {
    add: (wakeUps) => guarded(async () => void (await queue.addBulk(wakeUps.map((wakeUp) => ({ name: QUEUE, data: wakeUp, opts: { jobId: jobIdOf(wakeUp) } }))))),
    depth: () => guarded(() => queue.getWaitingCount()),
    check: () => guarded(() => checkConnected(redis)),
    close: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}
