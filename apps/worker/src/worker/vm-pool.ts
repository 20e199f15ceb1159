import type { VmHost } from '../vm/messages.ts';
import { VmChild, type VmProgram } from './vm-child.ts';

/** Keeps processes of VMs ready, so that a run need not wait for one to start. */
export class VmPool {
  readonly #program: VmProgram;
  readonly #host: VmHost;
  readonly #most: number;
  #spares: VmChild[] = [];
  #isClosed = false;

  /** @param most so many wait at a time: each takes some 100 MB */
  constructor(program: VmProgram, host: VmHost, most: number) {
    this.#program = program;
    this.#host = host;
    this.#most = most;
  }

  /** One that nobody has used. */
  take(): VmChild {
    const spare = this.#spares.find(({ hasExited }) => !hasExited);
    this.#spares = this.#spares.filter((each) => each !== spare && !each.hasExited);
    return spare ?? this.#start();
  }

  /** Has some ready for so many runs that may come. To be called where a run has ended rather than where one begins, which is to have the processor to itself. */
  fill(runs: number): void {
    this.#spares = this.#spares.filter(({ hasExited }) => !hasExited);
    while (!this.#isClosed && this.#spares.length < Math.min(runs, this.#most)) this.#spares.push(this.#start());
  }

  close(): void {
    this.#isClosed = true;
    for (const spare of this.#spares) spare.kill();
  }

  #start(): VmChild {
    return new VmChild(this.#program, this.#host);
  }
}
