import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OptionError } from '@reprise/options';
import { findRedis, type RedisProgram } from './find-redis.ts';

/** Debian's packages of the server and of the libraries that a small system may lack. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

export interface RedisPlaces {
  /** PATH. */
  readonly path: string;
  /** A folder of the project's own: packages are unpacked into it. */
  readonly folder: string;
  readonly isRoot: boolean;
}

/**
 * A Redis server of this machine; where there is none, Debian's: installed by root, unpacked into the project's folder by others.
 * @throws OptionError that says what to install
 */
export function obtainRedis({ path, folder, isRoot }: RedisPlaces, say: (line: string) => void): RedisProgram {
  const unpacked = join(folder, 'redis');
  const there = findRedis(path, unpacked);
  if (there) return there;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'redis-install.log');
  const output = openSync(log, 'a', 0o600);
  const run = (cwd: string, program: string, ...args: readonly string[]): boolean =>
    spawnSync(program, args, { cwd, stdio: ['ignore', output, output], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  if (isRoot) {
    say('no Redis on PATH: installing redis-server (apt-get)');
    const install = ['-qq', '-o', 'DPkg::Lock::Timeout=120', 'install', '--yes', '--no-install-recommends', 'redis-server'];
    if (!run(folder, 'apt-get', ...install)) {
      run(folder, 'apt-get', '-qq', 'update'); // the lists may be old, or missing
      run(folder, 'apt-get', ...install);
    }
  } else {
    say(`no Redis on PATH: unpacking Debian's into ${unpacked} (apt-get download)`);
    unpack(run, folder, unpacked);
  }
  const found = findRedis(path, unpacked);
  if (found) return found;
  throw new OptionError(`there is no Redis here, and it could not be brought (see ${log}): install redis-server or valkey-server, 6.2 or later, or set REDIS_URL=redis://HOST:PORT`);
}

/** Whole or not at all: what is unpacked comes to its place by a rename. */
function unpack(run: (cwd: string, program: string, ...args: readonly string[]) => boolean, folder: string, target: string): void {
  const work = mkdtempSync(join(folder, 'redis-new-'));
  try {
    const packages = join(work, 'packages');
    const root = join(work, 'root');
    mkdirSync(packages);
    mkdirSync(root);
    if (!run(packages, 'apt-get', '-qq', 'download', ...PACKAGES)) return;
    const isUnpacked = readdirSync(packages).filter((name) => name.endsWith('.deb')).every((name) => run(packages, 'dpkg-deb', '-x', name, root));
    if (!isUnpacked) return;
    rmSync(target, { recursive: true, force: true });
    renameSync(root, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
