/** Real processes: small programs of Node that say in a file what they do. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Component } from './component.ts';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { Supervised } from './supervised.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-supervised-'));
const never = new AbortController().signal;
const running: Supervised[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop(0, never)));
  for (const name of ['ready', 'log', 'said']) rmSync(join(folder, name), { force: true });
});

/** Appends `pid\n` to `ready`, then does `text`. */
const program = (text: string): Component => ({
  name: 'it',
  command: [process.execPath, '-e', `const fs = require('fs'); const say = (t) => fs.appendFileSync(${JSON.stringify(join(folder, 'said'))}, t + '\\n'); ${text}; fs.writeFileSync(${JSON.stringify(join(folder, 'ready'))}, '')`],
  environment: process.env,
  log: join(folder, 'log'),
  hasChannel: false,
  isReady: async () => existsSync(join(folder, 'ready')),
});

function supervise(component: Component): { child: Supervised; pids: number[]; crashes: string[] } {
  const pids: number[] = [];
  const crashes: string[] = [];
  const child = new Supervised(component, { onStart: (_, pid) => pids.push(pid), onCrash: (_, how) => crashes.push(how) });
  running.push(child);
  return { child, pids, crashes };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

const STAYS = 'setInterval(() => {}, 1000)';

describe('a supervised process', () => {
  it('is there once it serves, and is told to end', async () => {
    const { child, pids } = supervise(program(`process.on('SIGTERM', () => { say('told'); process.exit(0); }); ${STAYS}`));
    await child.start(never);
    const identity = identityOf(pids[0] ?? 0) as ProcessIdentity;
    expect(isAlive(identity)).toBe(true);
    await child.stop(60_000, never);
    expect(isAlive(identity)).toBe(false);
    expect(readFileSync(join(folder, 'said'), 'utf8')).toBe('told\n');
  });

  it('that ends before it serves is an error with the end of its log', async () => {
    const { child, crashes } = supervise(program("console.error('port 1 is taken'); process.exit(3)"));
    await expect(child.start(never)).rejects.toThrow(new RegExp(`^it ended with status 3; the end of ${join(folder, 'log')}:\n  port 1 is taken$`));
    expect(crashes).toEqual([]);
  });

  it('that cannot be run is one too', async () => {
    const { child } = supervise({ ...program(''), command: [join(folder, 'nowhere')] });
    await expect(child.start(never)).rejects.toThrow('it cannot be run: spawn');
  });

  it('is started again whenever it ends by itself', async () => {
    const { child, pids, crashes } = supervise(program(STAYS));
    await child.start(never);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await until(() => pids.length === 2);
    process.kill(pids[1] ?? 0, 'SIGKILL');
    await until(() => pids.length === 3);
    expect(crashes).toEqual(['was ended by SIGKILL', 'was ended by SIGKILL']);
    await child.stop(60_000, never);
    expect(crashes).toHaveLength(2);
    expect(pids).toHaveLength(3);
  });

  it('that does not end is killed when there is a hurry, with what it has started', async () => {
    const text = `process.on('SIGTERM', () => say('told')); const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); say(c.pid); ${STAYS}`;
    const { child, pids } = supervise(program(text));
    await child.start(never);
    const hurry = new AbortController();
    const stopped = child.stop(3_600_000, hurry.signal);
    const said = (): string[] => readFileSync(join(folder, 'said'), 'utf8').trim().split('\n');
    await until(() => said().includes('told'));
    const grandchild = identityOf(Number(said()[0]));
    expect(grandchild).not.toBeNull();
    hurry.abort();
    await stopped;
    expect(identityOf(pids[0] ?? 0)).toBeNull();
    await until(() => grandchild === null || !isAlive(grandchild));
  });

  it('goes on with a log, and puts a large one aside', async () => {
    appendFileSync(join(folder, 'log'), 'before\n');
    const first = supervise(program(`console.log('now'); ${STAYS}`));
    await first.child.start(never);
    await first.child.stop(60_000, never);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('before\nnow\n');
    writeFileSync(join(folder, 'log'), Buffer.alloc((16 << 20) + 1));
    rmSync(join(folder, 'ready'));
    const second = supervise(program(`console.log('then'); ${STAYS}`));
    await second.child.start(never);
    await second.child.stop(60_000, never);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('then\n');
  });
});
