import type { VmHost } from '../vm/messages.ts';
import { VmChild } from './vm-child.ts';

/** Processes that wait, at most: each takes some 100 MB. */
const MOST_SPARES = 4;

/** Keeps processes of VMs ready, so that a run need not wait for one to start. */
export class VmPool {
  readonly #module: string;
  readonly #host: VmHost;
  #spares: VmChild[] = [];
  #isClosed = false;

  /** @param module that of the processes */
  constructor(module: string, host: VmHost) {
    this.#module = module;
    this.#host = host;
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
    while (!this.#isClosed && this.#spares.length < Math.min(runs, MOST_SPARES)) this.#spares.push(this.#start());
  }

  close(): void {
    this.#isClosed = true;
    for (const spare of this.#spares) spare.kill();
  }

  #start(): VmChild {
    return new VmChild(this.#module, this.#host);
  }
}
