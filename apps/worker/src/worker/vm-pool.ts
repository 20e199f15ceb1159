import { VmChild } from './vm-child.ts';

/** For the run that has just begun to have the processor to itself. */
const LATER_MS = 1000;

/** Keeps a VM's process ready, so that a run need not wait for one to start. */
export class VmPool {
  #spare: VmChild | undefined;
  #isClosed = false;

  /** One that nobody has used. */
  take(): VmChild {
    const spare = this.#spare;
    this.#spare = undefined;
    setTimeout(() => this.fill(), LATER_MS).unref();
    return spare && !spare.hasExited ? spare : new VmChild();
  }

  fill(): void {
    if (!this.#isClosed) this.#spare ??= new VmChild();
  }

  close(): void {
    this.#isClosed = true;
    this.#spare?.kill();
  }
}
