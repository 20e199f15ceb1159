/** ./reprise in a tree of its own, with the real npm: from nothing, again, changed, interrupted, and where it cannot. */
import { appendFileSync, existsSync, readdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { Tree, type Call, type Outcome } from './tree.ts';

const installing = 'reprise: installing Node 24 and the dependencies (npm ci; once, about 120 MB)';
const building = 'reprise: building (tsc)';
const waiting = 'reprise: waiting for another ./reprise that is setting up';

const linesOf = (outcome: Outcome): string[] => outcome.stderr.split('\n').filter((line) => line !== '');

const expectAnswer = (outcome: Outcome, answer: string, args: readonly string[] = []): void => {
  expect(outcome.stderr + outcome.stdout).toContain(answer);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ answer, args, cwd: tmpdir() });
  expect(outcome.status).toBe(0);
};

/** kill -9 for all that a call has started. */
const killGroup = ({ child }: Call): void => {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await delay(5);
};

needsTool('npm', 'flock')('./reprise', () => {
  const tree = new Tree();
  const inTree = (file: string): string => join(tree.path, file);
  afterAll(() => tree.remove());

  it('sets itself up from nothing, once for two calls at a time, and leaves stdin to the command', async () => {
    const first = tree.call(['run', 'a b'], { input: 'typed' });
    await first.says(installing);
    const second = tree.call([]);
    const outcome = await first.outcome;
    expectAnswer(outcome, 'first', ['run', 'a b']);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ input: 'typed' });
    expect(outcome.stdout).toMatch(/"node":"2[4-9]\./);
    expect(linesOf(outcome)).toEqual([installing, building]);
    const other = await second.outcome;
    expectAnswer(other, 'first');
    expect(linesOf(other)[0]).toBe(waiting);
    expect(linesOf(other)).not.toContain(installing);
  });

  it('says nothing the second time, and passes the exit status on', async () => {
    const again = await tree.call([]).outcome;
    expectAnswer(again, 'first');
    expect(again.stderr).toBe('');
    expect((await tree.call(['--exit']).outcome).status).toBe(7);
  });

  it('runs through a link to it', async () => {
    const link = inTree('link');
    symlinkSync(inTree('reprise'), link);
    expectAnswer(await tree.call([], {}, link).outcome, 'first');
  });

  it('builds again when a source changed, and not when only its time did', async () => {
    utimesSync(inTree('apps/cli/src/main.ts'), new Date(), new Date());
    expect((await tree.call([]).outcome).stderr).toBe('');
    tree.setAnswer('second');
    const changed = await tree.call([]).outcome;
    expectAnswer(changed, 'second');
    expect(linesOf(changed)).toEqual([building]);
  });

  it('says that the build failed, and builds once it can', async () => {
    tree.write('apps/cli/src/main.ts', 'const x: string = 1;\n');
    const failed = await tree.call([]).outcome;
    expect(failed.status).toBe(1);
    expect(failed.stdout).toBe('');
    expect(failed.stderr).toContain('TS2322');
    expect(linesOf(failed).at(-1)).toBe('reprise: the build failed: see above');
    tree.setAnswer('third');
    expectAnswer(await tree.call([]).outcome, 'third');
  });

  it('repairs a build that was killed', async () => {
    tree.setAnswer('fourth');
    const killed = tree.call([]);
    await until(() => existsSync(inTree('.reprise/building')));
    killGroup(killed);
    await killed.outcome;
    truncateSync(inTree('apps/cli/dist/main.js'), 20); // what a compiler killed in mid-write leaves
    const repaired = await tree.call([]).outcome;
    expectAnswer(repaired, 'fourth');
    expect(linesOf(repaired)).toEqual([building]);
  });

  it('builds without flock too, past the lock of a process that is gone', async () => {
    tree.setAnswer('fifth');
    symlinkSync('4194303', inTree('.reprise/lock.pid')); // no process has this number: the largest possible one is 4194303
    const outcome = await tree.call([], { PATH: tree.pathWithout('flock') }).outcome;
    expectAnswer(outcome, 'fifth');
    expect(existsSync(inTree('.reprise/lock.pid'))).toBe(false);
  });

  it('repairs an installation that was killed, and waits for an npm that outlives its launcher', async () => {
    appendFileSync(inTree('package-lock.json'), '\n'); // a lock file that changed
    const killed = tree.call([]);
    await killed.says(installing);
    await until(() => !existsSync(inTree('node_modules/typescript/bin')) && existsSync(inTree('node_modules')));
    killed.child.kill('SIGKILL'); // the launcher alone; npm goes on
    const next = tree.call([]);
    await next.says(waiting);
    killGroup(killed); // npm too
    const repaired = await next.outcome;
    expectAnswer(repaired, 'fifth');
    expect(linesOf(repaired)).toEqual([waiting, installing, building]);
    expect((await tree.call([]).outcome).stderr).toBe('');
  });
});

needsTool('npm')('./reprise says what to do', () => {
  const fail = async (environment: (tree: Tree) => Readonly<Record<string, string>>): Promise<string[]> => {
    const tree = new Tree();
    const outcome = await tree.call([], environment(tree)).outcome;
    const left = readdirSync(tree.path);
    tree.remove();
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toBe('');
    expect(left).not.toContain('node_modules');
    return linesOf(outcome);
  };

  it('without npm', async () => {
    expect(await fail((tree) => ({ PATH: tree.pathWithout('npm') }))).toEqual([
      'reprise: npm is not on PATH: install it with any Node (Debian: apt-get install npm), then call again',
    ]);
  });

  it('without a network', async () => {
    const lines = await fail((tree) => ({
      npm_config_registry: 'http://127.0.0.1:9/', // nobody listens there
      npm_config_cache: join(tree.path, 'cache'),
    }));
    expect(lines[0]).toBe(installing);
    expect(lines.slice(1).join('\n')).toMatch(
      /^reprise: npm ci failed: the package registry cannot be reached \(.*\)\. Its words are in \S+\/npm\.log; call again to retry$/,
    );
  });

  it('on a machine for which no Node is pinned', async () => {
    const environment = (tree: Tree): Readonly<Record<string, string>> => {
      const path = tree.pathWithout('uname', 'node');
      writeFileSync(join(path, 'uname'), '#!/bin/sh\necho Plan9 mips\n', { mode: 0o755 });
      return { PATH: path };
    };
    expect(await fail(environment)).toEqual([
      'reprise: no Node is pinned for Plan9 mips: put Node 24 or later (https://nodejs.org) first on PATH, then call again',
    ]);
  });
});
