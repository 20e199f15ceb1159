import { expect, it } from 'vitest';
import { localNews } from './local-news.ts';
import type { RunNews } from './news.ts';
import { until } from './until.ts';

const never = AbortSignal.any([]);
const message = { version: 1, state: 'running' };
/** Longer than any test may take. */
const HOURS = 10_000_000;

it('comes to those who listen on its channel, until they stop', async () => {
  const news = localNews();
  const heard: RunNews[] = [];
  const [stop, stopOther] = [await news.subscribe('run:r_1', (each) => heard.push(each)), await news.subscribe('run:r_2', (each) => heard.push(each))];
  await news.publish('run:r_1', message);
  await news.publish('console:r_1', { epoch: 1, offset: 0, data: '' });
  await stop();
  await stop();
  await news.publish('run:r_1', message);
  expect(heard).toEqual([message]);
  await stopOther();
});

it('wakes who waits, also for what came while nobody did', async () => {
  const news = localNews();
  const wakes = await until(news, 'run:r_1', never, HOURS);
  await news.publish('run:r_1', message);
  await wakes.next();
  const next = wakes.next();
  await news.publish('run:r_1', message);
  await next;
  await wakes.close();
});

it('wakes who waits when it is time to look again, when the signal fires, and when it is closed', async () => {
  const soon = await until(localNews(), 'run:r_1', never, 1);
  await soon.next();
  await soon.close();
  const stop = new AbortController();
  const wakes = await until(localNews(), 'run:r_1', stop.signal, HOURS);
  const next = wakes.next();
  stop.abort();
  await next;
  await wakes.next();
  await wakes.close();
  const closed = await until(localNews(), 'run:r_1', never, HOURS);
  const last = closed.next();
  await closed.close();
  await last;
});
