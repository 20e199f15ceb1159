/** `reprise demo`: what it shows, that its commands work when they are typed, and that nothing is left of it. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, Folder, start, type Call, type Outcome } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Temporary files go there. */
const scratch = folder.file('scratch');
mkdirSync(scratch);
const demo = (): Call => start(['demo', '--local'], folder.path, { ...process.env, TMPDIR: scratch });

describe('the demo', () => {
  let shown: Outcome;
  beforeAll(async () => {
    const { child, outcome } = demo();
    child.stdin?.end();
    shown = await outcome;
  });

  /** What is shown of a command: the lines below it, without their margin. */
  const below = (typed: RegExp): string => {
    const lines = shown.stdout.split('\n');
    const from = lines.findIndex((line) => line.startsWith('   $ ') && typed.test(line)) + 1;
    const length = lines.slice(from).findIndex((line) => !line.startsWith('   |'));
    return lines.slice(from, from + length).map((line) => line.slice(5)).join('\n');
  };

  it('does all that it says', () => {
    expect([shown.status, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout.match(/^\d\. .*?\./gm)).toEqual(['1. Record.', '2. Replay.', '3. Go back in time.', '4. What if.', '5. Crash.']);
    expect(below(/ run --record rec /)).toMatch(/^\nOpenSBI v1.1\n[^]*\n\.\. \d+ more lines \.\.\n[^]*Run \/init as init process\nAda\nLinux reprise 6[^]*riscv64 GNU\/Linux\nYour name\?\nHello, Ada\.$/);
    expect(below(/ replay rec/)).toMatch(/^(?:\d+ sha256:[0-9a-f]{64}\n){5,}reprise: replayed [\d,]+ instructions in [\d.]+ s: every state checked \(\d+ digests\) is that recorded$/);
    expect(below(/ fork rec/)).toMatch(/Bob\nLinux reprise 6.*\nYour name\?\nHello, Bob\.$/);
    expect(below(/ diff rec fork/)).toMatch(/^--- rec .*\n\+\+\+ fork .*\n(?:.*\n)*ram riscv_virt_board\.ram: \d+ of 65,536 pages\n/);
    expect(below(/ run --record crash/)).toContain('the guest crashed: Kernel panic - not syncing: sysrq triggered crash, in sysrq_handle_crash');
    expect(below(/ crash show/)).toMatch(/\n +#6 +S ffffffff[0-9a-f]{8} panic\+0x[0-9a-f]+\n/);
    expect(below(/ crash repro/)).toMatch(/^reproduced: Kernel panic .*\ninstructions 80000000 to \d+ executed again: sha256:[0-9a-f]{64}, the same$/);
  });

  it('fits a screen', () => {
    const lines = shown.stdout.split('\n');
    expect(lines.length).toBeLessThan(130);
    expect(lines.filter((line) => line.length > 180)).toEqual([]);
  });

  it('leaves nothing behind', () => expect(readdirSync(scratch)).toEqual([]));

  it('has commands that do the same when they are typed', () => {
    const typed = folder.file('typed');
    mkdirSync(typed);
    writeFileSync(`${typed}/reprise`, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 });
    const commands = [...shown.stdout.matchAll(/^ {3}\$ (.*)$/gm)].map(([, text = '']) => text);
    const outcomes = commands.map((text) => spawnSync('sh', ['-c', text], { cwd: typed, encoding: 'utf8' }));
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 1, 0, 1, 1, 0, 0]);
    for (const [index, text] of commands.entries()) {
      if (!/reprise (?:state|diff|crash) /.test(text)) continue;
      const [first] = below(new RegExp(text.replaceAll(/[.@]/g, String.raw`\$&`))).split('\n.. ');
      expect(outcomes[index]?.stdout.replaceAll(/ +$/gm, '').slice(0, first?.length)).toBe(first);
    }
    const info = spawnSync('sh', ['-c', './reprise info rec'], { cwd: typed, encoding: 'utf8' });
    expect(info.stdout).toMatch(/^ +40,000,000 .* keyframe sha256:/m);
  });
});

describe('a demo that is interrupted', () => {
  it.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('by %s ends, and leaves nothing behind', async (signal, status) => {
    const { child, outcome } = demo();
    if (!child.stdout) throw new Error('it has no output');
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await outcome).toMatchObject({ status, stderr: '' });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('ends where nobody reads it any more', async () => {
    const { child, outcome } = demo();
    if (!child.stdout) throw new Error('it has no output');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await outcome).toMatchObject({ status: 141, stderr: '' });
    expect(readdirSync(scratch)).toEqual([]);
  });
});
