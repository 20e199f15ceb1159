import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { tool } from '../find-tool.ts';
import { needs } from '../needs.ts';
import { statePath } from './paths.ts';

export interface Installed {
  /** What is still missing: names of needs.ts. */
  readonly missing: readonly string[];
  /** Why it is; undefined when nothing is. */
  readonly reason: string | undefined;
  /** True where this machine should have been able to install it. */
  readonly failed: boolean;
}

const findMissing = (): string[] => Object.keys(needs).filter((name) => tool(name) === undefined);

const packagesOf = (names: readonly string[]): string[] => names.flatMap((name) => needs[name]?.debianPackage ?? []);

/** On Debian, as root, installs what the tests need and the machine lacks. `say` gets one line of progress. */
export const installNeeds = (say: (line: string) => void): Installed => {
  const missing = findMissing();
  if (missing.length === 0) return { missing, reason: undefined, failed: false };
  const packages = packagesOf(missing);
  const byHand = `install ${packages.join(' ')} (names of Debian's packages) to run these tests too`;
  if (!existsSync('/etc/debian_version') || tool('apt-get') === undefined) {
    return { missing, reason: `this is no Debian: ${byHand}`, failed: false };
  }
  if (process.getuid?.() !== 0) return { missing, reason: `this user is not root: ${byHand}`, failed: false };

  say(`installing what the tests need: ${packages.join(' ')} (apt-get)`);
  const log = statePath('apt.log');
  const output = openSync(log, 'w');
  const aptGet = (...args: readonly string[]): boolean =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      stdio: ['ignore', output, output],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  aptGet('update'); // where this fails, the lists that are there may still serve
  aptGet('install', '--yes', '--no-install-recommends', ...packages);
  const left = findMissing();
  return left.length === 0
    ? { missing: left, reason: undefined, failed: false }
    : { missing: left, reason: `apt-get could not install ${packagesOf(left).join(' ')}: see ${log}`, failed: true };
};
