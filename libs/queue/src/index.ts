export { checkRedis } from './check-redis.ts';
export { consumeRuns, type ConsumeOptions, type Consumer } from './consume-runs.ts';
export { openNews } from './open-news.ts';
export { openQueue } from './open-queue.ts';
