import { checkRedis, consumeRuns, openNews, openQueue, type Consumer } from '@reprise/queue';
import type { News, Queue, WakeUp } from '@reprise/control';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../redis/redis-server.ts';
import { needsTool } from '../tools.ts';

const wakeUp = (run: number, epoch = 0): WakeUp => ({ run: `r_${String(run).padStart(32, '0')}`, epoch });

/** What comes, one after the other, and a way to wait for what has not come yet. */
class Inbox<T> {
  readonly all: T[] = [];
  #changed = Promise.withResolvers<void>();
  readonly push = (item: T): void => {
    this.all.push(item);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  };

  async until(enough: (all: readonly T[]) => boolean): Promise<readonly T[]> {
    while (!enough(this.all)) await this.#changed.promise;
    return this.all;
  }
}

needsTool('redis-server')('wake-ups and news through Redis', () => {
  let server: RedisServer;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await server.remove();
  });
  const open = async (): Promise<Queue> => {
    const queue = await openQueue(server.url);
    closing.push(() => queue.close());
    return queue;
  };
  const consume = (onRun: (wakeUp: WakeUp) => Promise<void>, slots = 1): Consumer => {
    const consumer = consumeRuns(server.url, { slots, onRun, onError: () => undefined });
    closing.push(() => consumer.close());
    return consumer;
  };
  const news = (): News => {
    const opened = openNews(server.url);
    closing.push(() => opened.close());
    return opened;
  };
  const admin = async (call: (redis: Redis) => Promise<unknown>): Promise<void> => {
    const redis = new Redis(server.url);
    await call(redis);
    redis.disconnect();
  };
  /** Tries again while Redis is away, as control planes do. */
  const refill = async (queue: Queue, wakeUps: readonly WakeUp[]): Promise<void> => {
    for (;;) {
      try {
        return await queue.add(wakeUps);
      } catch (error) {
        expect(error).toMatchObject({ code: 'queue.unavailable' });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };

  it('come in the order in which they were put, each once however often it was put', async () => {
    const queue = await open();
    await queue.add([wakeUp(1), wakeUp(2)]);
    await queue.add([wakeUp(2), wakeUp(1), wakeUp(3), wakeUp(3)]);
    expect(await queue.depth()).toBe(3);
    const inbox = new Inbox<WakeUp>();
    consume(async (item) => inbox.push(item));
    expect(await inbox.until(({ length }) => length === 3)).toEqual([wakeUp(1), wakeUp(2), wakeUp(3)]);
  });

  it('come again for a later epoch, and for the same one after it was done with', async () => {
    const queue = await open();
    const inbox = new Inbox<WakeUp>();
    consume(async (item) => inbox.push(item));
    await queue.add([wakeUp(1, 0)]);
    await inbox.until(({ length }) => length === 1);
    await queue.add([wakeUp(1, 1)]);
    await inbox.until(({ length }) => length === 2);
    while (inbox.all.length < 3) await queue.add([wakeUp(1, 0)]); // while it is being done with it is not put again
    expect(inbox.all.slice(0, 3)).toEqual([wakeUp(1, 0), wakeUp(1, 1), wakeUp(1, 0)]);
  });

  it('take as many slots as there are, and those given later', async () => {
    const queue = await open();
    const inbox = new Inbox<WakeUp>();
    const gate = Promise.withResolvers<void>();
    const consumer = consume(async (item) => {
      inbox.push(item);
      await gate.promise;
    }, 2);
    await queue.add([1, 2, 3, 4, 5].map((run) => wakeUp(run)));
    await inbox.until(({ length }) => length === 2);
    expect(await queue.depth()).toBe(3);
    consumer.setSlots(0);
    gate.resolve();
    await consumer.close();
    expect([inbox.all.length, await queue.depth()]).toEqual([2, 3]);
    consume(async (item) => inbox.push(item), 3);
    await inbox.until(({ length }) => length === 5);
  });

  it('go on after a failure of who was woken', async () => {
    const queue = await open();
    const inbox = new Inbox<WakeUp>();
    consume(async (item) => {
      inbox.push(item);
      throw new Error('no');
    });
    await queue.add([wakeUp(1), wakeUp(2)]);
    await inbox.until(({ length }) => length === 2);
  });

  it('go on when Redis was killed and is back, and fail at once meanwhile', async () => {
    const queue = await open();
    await queue.add([wakeUp(1)]);
    await server.kill();
    await expect(queue.add([wakeUp(2)])).rejects.toMatchObject({ code: 'queue.unavailable', kind: 'unavailable' });
    await expect(queue.check()).rejects.toMatchObject({ code: 'queue.unavailable' });
    const inbox = new Inbox<WakeUp>();
    consume(async (item) => inbox.push(item)); // a worker that starts while it is away
    await server.start();
    await refill(queue, [wakeUp(1), wakeUp(2)]);
    await inbox.until((all) => [1, 2].every((run) => all.some((item) => item.run === wakeUp(run).run)));
  });

  it('come to who was waiting when Redis was killed', async () => {
    const queue = await open();
    const inbox = new Inbox<WakeUp>();
    consume(async (item) => inbox.push(item));
    await queue.add([wakeUp(1)]);
    await inbox.until(({ length }) => length === 1);
    await server.kill();
    await server.start();
    await refill(queue, [wakeUp(2)]);
    await inbox.until((all) => all.some((item) => item.run === wakeUp(2).run));
  });

  it('come to who was waiting when Redis was wiped, and what was wiped is put again', async () => {
    const queue = await open();
    const inbox = new Inbox<WakeUp>();
    const gate = Promise.withResolvers<void>();
    consume(async (item) => {
      inbox.push(item);
      if (item.run === wakeUp(1).run) await gate.promise;
    });
    await queue.add([wakeUp(1), wakeUp(2)]);
    await inbox.until(({ length }) => length === 1);
    await admin((redis) => redis.flushall());
    expect(await queue.depth()).toBe(0);
    gate.resolve(); // its job is no longer there to be done with
    await queue.add([wakeUp(2), wakeUp(3)]);
    await inbox.until((all) => [2, 3].every((run) => all.some((item) => item.run === wakeUp(run).run)));
  });

  it('need a Redis that keeps what it was given', async () => {
    await admin((redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    for (const call of [checkRedis, openQueue]) {
      await expect(call(server.url)).rejects.toMatchObject({ code: 'queue.unsafe', message: 'Redis throws away what it was given when its memory is full (maxmemory-policy allkeys-lru): set maxmemory-policy noeviction' });
    }
    await admin((redis) => redis.config('SET', 'maxmemory-policy', 'noeviction'));
    await checkRedis(server.url);
  });

  it('need an address of a Redis, and do not tell its password', async () => {
    await expect(checkRedis('http://user:secret@host')).rejects.toThrow("'http://..@host' is no address of a Redis: redis://HOST:PORT");
  });

  it('tells news to those who listen, and to nobody else', async () => {
    const [here, there] = [news(), news()];
    const run = new Inbox<unknown>();
    const worker = new Inbox<unknown>();
    const stop = await here.subscribe('run:r_1', run.push);
    await here.subscribe('run:r_1', worker.push);
    await here.subscribe('worker:w_1', worker.push);
    await until(async () => {
      await there.publish('run:r_1', { version: 1, state: 'running' });
      return run.all.length > 0;
    });
    await there.publish('worker:w_1', { look: true });
    await worker.until((all) => all.some((item) => JSON.stringify(item) === '{"look":true}'));
    expect(run.all[0]).toEqual({ version: 1, state: 'running' });
    await stop();
    const heard = run.all.length;
    await there.publish('run:r_1', { version: 2, state: 'paused' });
    await worker.until((all) => JSON.stringify(all).includes('paused'));
    expect(run.all.length).toBe(heard);
  });

  it('tells news again when Redis is back, to those who came meanwhile too', async () => {
    const [here, there] = [news(), news()];
    const before = new Inbox<unknown>();
    const meanwhile = new Inbox<unknown>();
    await here.subscribe('run:r_1', before.push);
    await server.kill();
    await there.publish('run:r_1', { version: 1, state: 'running' });
    await here.subscribe('run:r_2', meanwhile.push);
    await server.start();
    await until(async () => {
      for (const channel of ['run:r_1', 'run:r_2'] as const) await there.publish(channel, { version: 2, state: 'running' });
      return before.all.length > 0 && meanwhile.all.length > 0;
    });
    expect([before.all[0], meanwhile.all[0]]).toEqual([{ version: 2, state: 'running' }, { version: 2, state: 'running' }]);
  });
});

/** Does something again until it has come to what was wanted. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
}
