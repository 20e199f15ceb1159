/** `reprise demo`: what it shows of the service, and that nothing is left of it. */
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { tool } from '../tools.ts';
import { Folder, start, type Call } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const scratch = folder.file('scratch');
mkdirSync(scratch);
const demo = (): Call => start(['demo'], folder.path, { ...process.env, TMPDIR: scratch });

describe.skipIf(tool('redis-server') === undefined)('the demo of the service', () => {
  it('pauses here, resumes there, replays a crash, forks ten, and tidies up', async () => {
    const { child, outcome } = demo();
    child.stdin?.end();
    const { status, stdout, stderr } = await outcome;
    expect({ status, stderr, end: stdout.slice(-200) }).toMatchObject({ status: 0, stderr: '' });
    expect(stdout.match(/^\d\. .*?\./gm)).toEqual(['1. Start.', '2. Pause it here, resume it there.', '3. Crash here, replay there.', '4. Boot once, fork ten.']);
    expect(stdout).toMatch(/step 1 of 8[^]* {3}\$ .\/reprise pause [^]* steps +paused [^]* {3}\$ .\/reprise resume r_[0-9a-f]{32} --on worker-[12]\n[^]*step 8 of 8/);
    const [, one, other] = /resumed on worker-[12] +(sha256:[0-9a-f]{64})\n +undisturbed +(sha256:[0-9a-f]{64})\n {3}The same,/.exec(stdout) ?? [];
    expect(one).toBe(other);
    expect(stdout).toMatch(/\| reproduced: Kernel panic[^\n]*\n[^\n]*sha256:[0-9a-f]{64}, the same\n/);
    const rows = [...stdout.matchAll(/\| r_[0-9a-f]+ +(\d+) +succeeded +(\d)/g)].map(([, number, exitCode]) => [Number(number), Number(exitCode)]);
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => [number, (number * number) % 3]));
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('leaves nothing behind where it is interrupted', async () => {
    const { child, outcome } = demo();
    if (!child.stdout) throw new Error('it has no output');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ status: 130, stderr: '' });
    expect(readdirSync(scratch)).toEqual([]);
  });
});
