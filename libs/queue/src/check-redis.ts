import { ControlError } from '@reprise/control';
import type { Redis } from 'ioredis';
import { connect, ready, unavailable } from './connection.ts';

const OLDEST = [6, 2] as const;

const fieldOf = (info: string, field: string): string => new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';

async function infoOf(redis: Redis): Promise<string> {
  try {
    return `${await redis.info('server')}\n${await redis.info('memory')}`;
  } catch (error) {
    throw unavailable(error);
  }
}

/** @throws ControlError queue.unsafe, queue.unavailable */
export async function checkConnected(redis: Redis): Promise<void> {
  const info = await infoOf(redis);
  const version = fieldOf(info, 'redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw new ControlError('queue.unsafe', `Redis ${version} is too old: ${OLDEST.join('.')} or later is needed`);
  const policy = fieldOf(info, 'maxmemory_policy');
  if (policy !== 'noeviction') {
    throw new ControlError('queue.unsafe', `Redis throws away what it was given when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy noeviction`);
  }
}

/**
 * Checks that the Redis at an address may be used for the queue.
 * @throws ControlError queue.unsafe where it is too old or may evict what it holds, queue.unavailable
 */
export async function checkRedis(url: string): Promise<void> {
  const redis = connect(url);
  try {
    await ready(redis);
    await checkConnected(redis);
  } finally {
    redis.disconnect();
  }
}
