import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const least = { CONTROL_PLANE_URL: 'http://127.0.0.1:7700', OBJECT_STORE: 'file:/tmp/store', REPRISE_WORKER_TOKEN: 'secret' };

describe('the settings of a worker', () => {
  it('are few', () => {
    expect(readSettings(least)).toMatchObject({ urls: ['http://127.0.0.1:7700'], redis: undefined, store: 'file:/tmp/store', metricsPort: 0, spares: 4, cacheBytes: 2 ** 34 });
  });

  it('may name several control planes, and leave variables empty', () => {
    expect(readSettings({ ...least, CONTROL_PLANE_URL: 'http://a:1, http://b:2', REDIS_URL: '', WORKER_SLOTS: '3', WORKER_CACHE_SIZE: '1G' }))
      .toMatchObject({ urls: ['http://a:1', 'http://b:2'], slots: 3, cacheBytes: 2 ** 30 });
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', { CONTROL_PLANE_URL: '', OBJECT_STORE: '', REPRISE_WORKER_TOKEN: '' }, 'CONTROL_PLANE_URL: it is missing\nOBJECT_STORE: it is missing\nREPRISE_WORKER_TOKEN: it is missing'],
    ['no address', { CONTROL_PLANE_URL: 'localhost' }, 'CONTROL_PLANE_URL.0: expected http://HOST:PORT'],
    ['another store', { OBJECT_STORE: '/tmp' }, 'OBJECT_STORE: expected file:FOLDER'],
    ['no slot', { WORKER_SLOTS: '0' }, 'WORKER_SLOTS: '],
    ['no number', { WORKER_SLOTS: 'two' }, 'WORKER_SLOTS: expected an integer'],
    ['another queue', { REDIS_URL: 'http://x' }, 'REDIS_URL: expected redis://HOST:PORT'],
  ])('say what is wrong with %s', (_, variables, message) => {
    expect(() => readSettings({ ...least, ...variables })).toThrow(message);
  });
});
