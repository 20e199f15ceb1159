import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Redis server that can be run here. */
export interface RedisProgram {
  readonly path: string;
  /** What it needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** `7.0.15` */
  readonly version: string;
}

const NAMES = ['redis-server', 'valkey-server'];
/** BullMQ's scripts need it. */
const LEAST_VERSION = [6, 2] as const;

/** The first that serves, on PATH or below `unpacked`, where packages were unpacked; null if there is none. */
export function findRedis(path: string, unpacked: string): RedisProgram | null {
  for (const folder of path.split(delimiter)) {
    for (const name of NAMES) {
      const found = programAt(join(folder, name), {});
      if (found) return found;
    }
  }
  const libraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triple) => join(unpacked, 'usr/lib', triple)).filter((folder) => existsSync(folder));
  return programAt(join(unpacked, 'usr/bin/redis-server'), { LD_LIBRARY_PATH: libraries.join(delimiter) });
}

function programAt(path: string, environment: Readonly<Record<string, string>>): RedisProgram | null {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return null;
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', env: { ...process.env, ...environment } });
  const [, version = '', major = '0', minor = '0'] = /v=((\d+)\.(\d+)\.\d+)/.exec(stdout ?? '') ?? [];
  const isNewEnough = Number(major) > LEAST_VERSION[0] || (Number(major) === LEAST_VERSION[0] && Number(minor) >= LEAST_VERSION[1]);
  return isNewEnough ? { path, environment, version } : null;
}
