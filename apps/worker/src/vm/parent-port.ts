import type { FromVm, ToVm, VmReport } from './messages.ts';

/** The VM's end of the channel to its worker. Without the worker there is nobody to run for: the process ends with the channel. */
export class ParentPort {
  readonly #reports = new Map<number, (refused: string | null) => void>();
  #next = 0;

  /** `onMessage` is told of all but answers to reports. */
  constructor(onMessage: (message: Exclude<ToVm, { kind: 'taken' }>) => void) {
    process.on('disconnect', () => process.exit(1));
    process.on('message', (message: ToVm) => {
      if (message.kind !== 'taken') return onMessage(message);
      this.#reports.get(message.report)?.(message.refused);
      this.#reports.delete(message.report);
    });
  }

  send(message: FromVm): void {
    process.send?.(message, undefined, undefined, () => {}); // where it fails, the channel ends
  }

  /** Answers once the control plane has taken it; what it says if it refused. A VM whose run is another's does not hear of it again: it is ended. */
  report(report: VmReport): Promise<string | null> {
    const number = this.#next++;
    return new Promise((resolve) => {
      this.#reports.set(number, resolve);
      this.send({ kind: 'report', number, report });
    });
  }

  /** The last message: waits until it and all before it are with the worker. */
  async sendLast(message: FromVm): Promise<void> {
    await new Promise<void>((resolve) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
      else resolve();
    });
  }
}
