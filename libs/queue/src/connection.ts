import { ControlError } from '@reprise/control';
import { Redis, type RedisOptions } from 'ioredis';

/** How a reply is typed is not ours to choose. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const CONNECT_MS = 5_000;
/** Between attempts to connect again: soon, for somebody waits; not often, for nobody answers. */
const retryMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000);

/** A connection that comes back by itself whenever Redis does. Errors are those of the calls that they hit. */
export function connect(url: string, options: Options = {}): Redis {
  if (!/^rediss?:\/\//.test(url)) throw new Error(`'${url.replace(/:\/\/.*@/, '://..@')}' is no address of a Redis: redis://HOST:PORT`);
  const redis = new Redis(url, { connectTimeout: CONNECT_MS, retryStrategy: retryMs, maxRetriesPerRequest: null, ...options });
  redis.on('error', () => undefined); // told by `status`, and by the next call
  return redis;
}

/** For calls that are to fail at once while Redis is away. */
export const failFast: Options = { enableOfflineQueue: false, maxRetriesPerRequest: 0 };

export const unavailable = (cause?: unknown): ControlError =>
  new ControlError('queue.unavailable', `Redis cannot be had now${cause instanceof Error ? `: ${cause.message}` : ''}`, {}, { cause });

/** Waits for the first connection, as long as it may take to connect. @throws ControlError queue.unavailable */
export async function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(unavailable()), CONNECT_MS);
  redis.once('ready', resolve);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', resolve);
  }
}
