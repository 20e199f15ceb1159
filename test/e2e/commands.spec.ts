/** Help, and what `./reprise` starts. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Folder, reprise } from './reprise.ts';

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'apps/cli/package.json'), 'utf8')) as { version: string };

describe('help', () => {
  it.each([
    [[], /^Reprise, .*\n\nUsage: reprise COMMAND[^]*\n {2}run +runs Linux or a program/],
    [['--help'], /^Reprise, /],
    [['help'], /^Reprise, /],
    [['help', 'run'], /^Usage: reprise run[^]*--kernel FILE[^]*Exit status:/],
    [['run', '-h'], /^Usage: reprise run/],
    [['state', '--help'], /^Usage: reprise state [^]*--at N,N,N/],
    [['demo', '--help'], /^Usage: reprise demo/],
    [['run', '-device', 'virtio-rng-device,help'], /^virtio-rng-device options:/],
    [['--version'], new RegExp(`^reprise ${version.replaceAll('.', '\\.')}\n$`)],
  ])('%j', async (args, text) => {
    const { status, stdout, stderr } = await reprise(args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(text);
    expect(stdout.split('\n').filter((line) => line.length > 140)).toEqual([]);
  });
});

it('the bundle is as good as its sources', () => {
  const folder = new Folder();
  try {
    symlinkSync(join(root, 'guests'), folder.file('guests'));
    mkdirSync(folder.file('apps/cli'), { recursive: true });
    copyFileSync(join(root, 'apps/cli/package.json'), folder.file('apps/cli/package.json'));
    const options = ['--dir', folder.file('apps/cli/bundle'), '--platform', 'node', '--format', 'esm', '--resolve.condition-names', 'source'];
    execFileSync(process.execPath, [join(root, 'node_modules/rolldown/bin/cli.mjs'), join(root, 'apps/cli/src/main.ts'), ...options], { stdio: 'pipe' });
    const main = (...args: readonly string[]): string =>
      execFileSync(process.execPath, [folder.file('apps/cli/bundle/main.js'), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(main('--version')).toBe(`reprise ${version}\n`);
    expect(main('run', '--cmd', 'echo bundled')).toBe('bundled\r\n');
  } finally {
    folder.remove();
  }
});
