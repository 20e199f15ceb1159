/** Help, and what `./reprise` starts. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
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

it('the bundle is as good as its sources, with code that was kept, and with what is left of such', async () => {
  const folder = new Folder();
  let env: NodeJS.ProcessEnv = process.env;
  try {
    symlinkSync(join(root, 'guests'), folder.file('guests'));
    mkdirSync(folder.file('apps/cli'), { recursive: true });
    copyFileSync(join(root, 'apps/cli/package.json'), folder.file('apps/cli/package.json'));
    const bundle = folder.file('apps/cli/bundle');
    const options = ['--dir', bundle, '--platform', 'node', '--format', 'cjs', '--strict', '--resolve.condition-names', 'source'];
    const modules = ['apps/cli/src/start.ts', 'apps/cli/src/main.ts', 'libs/vm-host/src/snapshot/snapshot-thread.ts'].map((name) => join(root, name));
    execFileSync(process.execPath, [join(root, 'node_modules/rolldown/bin/cli.mjs'), ...modules, ...options], { stdio: 'pipe' });
    writeFileSync(join(bundle, 'package.json'), '{ "type": "commonjs" }');
    const main = (...args: readonly string[]): string => execFileSync(process.execPath, [join(bundle, 'start.js'), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
    expect(main('--version')).toBe(`reprise ${version}\n`);
    expect(main('run', '--cmd', 'echo bundled')).toBe('bundled\r\n');
    for (const code of ['webassembly', 'javascript']) {
      env = { ...process.env, REPRISE_KEEP_CODE: code };
      main('run', '--cmd', 'true');
    }
    env = process.env;
    const kept = readdirSync(bundle).filter((name) => name.endsWith('.code') || name.endsWith('.kept'));
    expect(kept).toContain('main.js.code');
    expect(kept.filter((name) => name.endsWith('.kept')).length).toBeGreaterThan(5);
    const recording = folder.file('recording');
    expect(main('run', '--record', recording, '--cmd', 'echo with code')).toBe('with code\r\n');
    expect(await reprise(['replay', recording])).toMatchObject({ status: 0 }); // from sources, which have no such code
    for (const name of kept.filter((each) => each.endsWith('.kept'))) {
      const bytes = readFileSync(join(bundle, name));
      bytes.fill(0xff, bytes.length >>> 1);
      writeFileSync(join(bundle, name), bytes);
    }
    expect(main('run', '--cmd', 'echo with nothing wrong')).toBe('with nothing wrong\r\n');
    for (const name of kept) truncateSync(join(bundle, name), 100);
    expect(main('run', '--cmd', 'echo without')).toBe('without\r\n');
  } finally {
    folder.remove();
  }
});
