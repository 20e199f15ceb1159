/** A PostgreSQL of a test's own: a cluster in a scratch folder, reached through a socket in it, that can be killed and started again. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a spec needs that uses it: for `needsTool`. */
export const postgresTool = 'pg_ctlcluster';

const VERSIONS = '/usr/lib/postgresql';

export interface PostgresServer {
  /** Address of an empty database: each call makes one. */
  database(): string;
  /** SIGKILL to the server and all of its processes, and waits until it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** Debian's server, the newest: its programs are not on PATH. */
function programs(): string {
  const newest = readdirSync(VERSIONS).map(Number).filter((version) => existsSync(join(VERSIONS, String(version), 'bin', 'initdb'))).toSorted((a, b) => b - a)[0];
  if (newest === undefined) throw new Error(`no server in ${VERSIONS}`);
  return join(VERSIONS, String(newest), 'bin');
}

/** PostgreSQL does not run as root: as Debian's user for it then. */
function user(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), 'reprise-pg-'));
  const as = user();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const run = (program: string, ...args: readonly string[]): string => execFileSync(join(bin, program), args, { ...as, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run('initdb', '--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C.UTF-8');

  let child: ChildProcess | undefined;
  let databases = 0;
  const start = async (): Promise<void> => {
    const started = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=60', '-c', 'fsync=off'], { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const said: string[] = [];
      started.stderr.on('data', (text: Buffer) => {
        said.push(String(text));
        if (said.join('').includes('ready to accept connections')) resolve();
      });
      started.once('error', reject).once('exit', (status) => reject(new Error(`postgres ended with ${status}\n${said.join('')}`)));
    });
  };
  const stop = async (signal: 'SIGKILL' | 'SIGINT'): Promise<void> => {
    const dying = child;
    child = undefined;
    if (dying?.pid === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    process.kill(signal === 'SIGKILL' ? -dying.pid : dying.pid, signal); // killed: its group, which is its own
    await gone;
  };
  await start();
  return {
    database: () => {
      const name = `test_${databases++}`;
      run('psql', '--host', folder, '--username', 'postgres', '--dbname', 'postgres', '--command', `CREATE DATABASE ${name}`);
      return `postgres://postgres@/${name}?host=${encodeURIComponent(folder)}`;
    },
    kill: () => stop('SIGKILL'),
    start,
    remove: async () => {
      await stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
