/**
 * A real S3 server on loopback, in memory: Ceph's object gateway with one monitor and one object daemon behind it, all children of this
 * process. No authentication between the daemons, one replica, no manager: as little as serves S3.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tool } from '../find-tool.ts';
import { cephConfiguration } from './ceph-configuration.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const LOOPBACK = '127.0.0.1';
const START_SECONDS = 90;
/** How often a daemon is started before it is said to fail. */
const STARTS = 5;

interface Daemon {
  readonly command: string;
  readonly args: readonly string[];
  child: ChildProcess;
  starts: number;
}

const isRunning = ({ child }: Daemon): boolean => child.exitCode === null && child.signalCode === null;

export class CephServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'reprise-s3-'));
  readonly #daemons: Daemon[] = [];

  /** Resolves once the gateway answers. */
  async start(): Promise<S3Server> {
    const [monitorPort, gatewayPort] = await freePorts();
    const fsid = randomUUID();
    for (const name of ['mon', 'osd0', 'run', 'log']) mkdirSync(join(this.#folder, name));
    writeFileSync(this.#configuration, cephConfiguration({ folder: this.#folder, fsid, monitor: `v1:${LOOPBACK}:${monitorPort}`, gateway: `${LOOPBACK}:${gatewayPort}` }));

    const map = join(this.#folder, 'monmap');
    this.#run('monmaptool', ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', `v1:${LOOPBACK}:${monitorPort}`, map]);
    this.#run('ceph-mon', [...this.#common, '--mkfs', '-i', 'a', '--monmap', map]);
    this.#daemon('ceph-mon', ['-i', 'a']);
    await this.#until('the monitor', () => listens(monitorPort));
    const osd = randomUUID(); // the daemon's store must carry the id that the monitor knows
    this.#run('ceph', [...this.#common, '--connect-timeout', '30', 'osd', 'new', osd]);
    this.#run('ceph-osd', [...this.#common, '-i', '0', '--mkfs', '--osd-uuid', osd]);
    this.#daemon('ceph-osd', ['-i', '0']);
    await this.#until('the object daemon', async () => this.#run('ceph', [...this.#common, '--connect-timeout', '30', 'osd', 'stat']).includes('1 up'));
    const keys = { accessKeyId: 'testkey', secretAccessKey: 'testsecret' };
    const user = ['user', 'create', '--uid=test', '--display-name=test', `--access-key=${keys.accessKeyId}`, `--secret=${keys.secretAccessKey}`];
    this.#run('radosgw-admin', [...this.#common, '-n', 'client.rgw', ...user]);
    this.#daemon('radosgw', ['-n', 'client.rgw']);
    await this.#until('the gateway', () => listens(gatewayPort));
    return { endpoint: `http://${LOOPBACK}:${gatewayPort}`, ...keys };
  }

  /** Ends the daemons, hard: what they hold is worth nothing. Removes their folder. */
  async stop(): Promise<void> {
    const running = this.#daemons.filter(isRunning);
    const ended = running.map(({ child }) => new Promise((resolve) => child.once('exit', resolve)));
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(ended);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #configuration(): string {
    return join(this.#folder, 'ceph.conf');
  }

  get #common(): readonly string[] {
    return ['-c', this.#configuration];
  }

  #run(command: string, args: readonly string[]): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: START_SECONDS * 1000 });
    if (status === 0) return stdout;
    throw new Error(`${command} ended with ${status ?? String(error)}\n${stderr}${this.#logs()}`);
  }

  #daemon(command: string, args: readonly string[]): void {
    this.#daemons.push({ command, args, child: this.#spawn(command, args), starts: 1 });
  }

  /** A daemon stays in the foreground, as a child; where the system can do that, it dies with this process however that ends. */
  #spawn(command: string, args: readonly string[]): ChildProcess {
    const guard = tool('setpriv');
    const [program = command, ...first] = guard === undefined ? [command] : [guard, '--pdeathsig', 'KILL', command];
    const output = openSync(join(this.#folder, 'log', `${command}.out`), 'a');
    const child = spawn(program, [...first, '-f', ...this.#common, ...args], { stdio: ['ignore', output, output] });
    closeSync(output);
    return child;
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await setTimeout(100)) {
      for (const daemon of this.#daemons) if (!isRunning(daemon)) this.#startAgain(daemon);
      if (await isSo()) return;
    }
    throw new Error(`${what} of Ceph did not come up in ${START_SECONDS} s\n${this.#logs()}`);
  }

  /** The object daemon sometimes asks the monitor before it knows which cluster it is in, is refused, and gives up. */
  #startAgain(daemon: Daemon): void {
    if (daemon.starts++ === STARTS) throw new Error(`${daemon.command} ended with ${daemon.child.exitCode ?? daemon.child.signalCode}\n${this.#logs()}`);
    daemon.child = this.#spawn(daemon.command, daemon.args);
  }

  /** The last lines of what the daemons said. */
  #logs(): string {
    const folder = join(this.#folder, 'log');
    return readdirSync(folder)
      .map((name) => `${name}:\n${readFileSync(join(folder, name), 'utf8').split('\n').slice(-8).join('\n')}`)
      .join('\n');
  }
}

/** Two ports that nothing listens on. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(servers.map((server) => new Promise<number>((resolve) => {
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  })));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
