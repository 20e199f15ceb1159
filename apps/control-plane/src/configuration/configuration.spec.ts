import { describe, expect, it } from 'vitest';
import { BadConfiguration, parseConfiguration } from './configuration.ts';

const enough = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  DATABASE_URL: 'pglite:/data/record',
  OBJECT_STORE: 'file:/data/store',
  REPRISE_WORKER_TOKEN: 'a-secret-of-workers',
};

describe('the configuration', () => {
  it('needs the addresses of its three stores and the token of workers, and listens on loopback', () => {
    expect(parseConfiguration(enough)).toMatchObject({ host: '127.0.0.1', port: 7700, redisUrl: enough.REDIS_URL, tracesUrl: undefined, maxImageBytes: 2 ** 30 });
    expect(parseConfiguration({ ...enough, PORT: '0', HOST: '', REPRISE_MAX_IMAGE: '64M' })).toMatchObject({ port: 0, host: '127.0.0.1', maxImageBytes: 64 * 2 ** 20 });
  });

  it('lists all that is wrong', () => {
    const wrong = { ...enough, REDIS_URL: undefined, DATABASE_URL: 'mysql://x', PORT: 'http', REPRISE_WORKER_TOKEN: 'short' };
    let message = '';
    try {
      parseConfiguration(wrong);
    } catch (error) {
      expect(error).toBeInstanceOf(BadConfiguration);
      message = String(error);
    }
    expect(message.split('\n').slice(1).map((line) => line.trim().split(' ')[0])).toEqual(['PORT:', 'REDIS_URL:', 'DATABASE_URL:', 'REPRISE_WORKER_TOKEN:']);
    expect(message).toContain('REDIS_URL: is not set; ');
    expect(message).toContain('expected postgres:// or postgresql:// or pglite:');
    expect(message).not.toContain('short');
  });
});
