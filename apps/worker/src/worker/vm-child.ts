import { fork, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { FromVm, ToVm, VmHost } from '../vm/messages.ts';

/** V8's heap, in MiB. Guest memory is outside of it, and has its own limit. */
const HEAP_MIB = 1024;
/** Where memory is short, the host is to end a VM before its worker (proc(5), oom_score_adj). */
const FIRST_TO_GO = '500';

/** How a VM's process is started. */
export interface VmProgram {
  readonly file: string;
  /** What its environment has beside the worker's. */
  readonly env: Readonly<Record<string, string>>;
}

export interface VmChildHandlers {
  readonly onMessage: (message: FromVm) => void;
  /** It has ended: with which status, or by which signal. */
  readonly onExit: (how: string) => void;
}

/** The worker's end of a VM's process, which waits for its run. */
export class VmChild {
  readonly #child: ChildProcess;
  readonly #exited = Promise.withResolvers<string>();
  #hasExited = false;

  constructor({ file, env }: VmProgram, host: VmHost) {
    this.#child = fork(file, [], {
      env: { ...process.env, ...env },
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${HEAP_MIB}`, ...(file.endsWith('.ts') ? ['--conditions=source'] : [])],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.once('exit', (code, signal) => this.#exit(signal ?? `status ${code ?? 0}`));
    this.#child.once('error', (error) => this.#exit(error.message));
    letItGoFirst(this.#child.pid);
    this.send({ kind: 'host', host });
  }

  /** Begins to listen to it. */
  connect({ onMessage, onExit }: VmChildHandlers): void {
    this.#child.on('message', onMessage);
    void this.#exited.promise.then(onExit);
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What is sent to a process that has ended is lost. */
  send(message: ToVm): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #exit(how: string): void {
    this.#hasExited = true;
    this.#exited.resolve(how);
  }
}

function letItGoFirst(pid: number | undefined): void {
  try {
    if (pid !== undefined && process.platform === 'linux') writeFileSync(`/proc/${pid}/oom_score_adj`, FIRST_TO_GO);
  } catch {
    // it is only a wish
  }
}
