import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../redis/redis-server.ts';
import { WORKER_TOKEN } from './service.ts';

const main = join(import.meta.dirname, '../../apps/control-plane/dist/main.js');
const LISTENING = /^listening on (http:\S+)$/m;
const FIRST_KEY = /rk_[A-Za-z0-9_-]{43}/;

let redis: RedisServer;
let folder: string;
beforeAll(async () => {
  redis = await startRedis();
  folder = mkdtempSync(join(tmpdir(), 'reprise-control-plane-'));
});
afterAll(async () => {
  await redis.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A control plane as a process: what it says until it listens or ends. */
async function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'fatal', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += text.toString();
        if (LISTENING.test(said)) resolve();
      });
    }
  });
  await Promise.race([listening, ended]);
  return { child, ended, said: () => said };
}
const whole = () => ({ REDIS_URL: redis.url, DATABASE_URL: `pglite:${join(folder, 'record')}`, OBJECT_STORE: `file:${join(folder, 'store')}`, REPRISE_WORKER_TOKEN: WORKER_TOKEN });

describe('the process of a control plane', () => {
  it('says all that is wrong with its environment, and ends', async () => {
    const { ended, said } = await start({ PORT: 'x', REDIS_URL: 'localhost' });
    expect(await ended).toBe(1);
    expect(said()).toMatch(/PORT: expected a port\n.*REDIS_URL: expected redis:\/\/[^]*OBJECT_STORE: is not set/);
  });

  it('listens on loopback, makes a first key once, and ends cleanly when it is told to, whoever still listens to it', async () => {
    const first = await start(whole());
    const [, url = ''] = LISTENING.exec(first.said()) ?? [];
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const key = FIRST_KEY.exec(first.said())?.[0] ?? '';
    const call = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });
    expect((await call('/v1/keys')).status).toBe(200);
    const { id } = (await (await call('/v1/runs', { method: 'POST', body: JSON.stringify({ job: { boot: { kind: 'linux' } } }) })).json()) as { readonly id: string };
    const tail = await call(`/v1/runs/${id}/events/follow`);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await tail.text().catch(() => undefined);
    const second = await start(whole());
    expect(FIRST_KEY.test(second.said())).toBe(false);
    const [, again = ''] = LISTENING.exec(second.said()) ?? [];
    expect((await fetch(`${again}/v1/runs/${id}`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('ends where its port is taken, and leaves nothing open', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const { ended, said } = await start({ ...whole(), DATABASE_URL: 'pglite:', PORT: String(typeof address === 'object' ? address?.port : '') });
    expect(await ended).toBe(1);
    expect(said()).toContain('EADDRINUSE');
    await new Promise((resolve) => holder.close(resolve));
  });
});
