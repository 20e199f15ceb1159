import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url));

export interface WorkerPlace {
  readonly url: string;
  /** Its address. */
  readonly store: string;
  readonly cache: string;
  readonly redis?: string;
}

/** A worker as a process of its own, from its sources. */
export class WorkerProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** What it has logged. */
  log = '';
  readonly exited: Promise<number | null>;

  constructor(name: string, { url, store, cache, redis }: WorkerPlace, slots = 2) {
    this.name = name;
    this.child = spawn(process.execPath, ['--conditions=source', main], {
      env: {
        ...process.env, CONTROL_PLANE_URL: url, OBJECT_STORE: store, REPRISE_WORKER_TOKEN: 'token', WORKER_NAME: name, WORKER_SLOTS: String(slots),
        WORKER_CACHE: cache, WORKER_HEARTBEAT_MS: '100', WORKER_SPARES: '1', REDIS_URL: redis ?? '',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (bytes: Buffer) => void (this.log += bytes.toString()));
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** The processes of its VMs. */
  get #vms(): number[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === this.child.pid).map(Number);
  }

  /** Kills the VM that it has had for longest. */
  killVm(): void {
    const [vm] = this.#vms.toSorted((one, other) => one - other);
    if (vm === undefined) throw new Error(`worker ${this.name} has no VM`);
    process.kill(vm, 'SIGKILL');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.signal('SIGKILL');
    await this.exited;
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1]);
  } catch {
    return undefined; // it has gone
  }
}
