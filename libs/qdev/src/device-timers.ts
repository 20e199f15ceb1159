import type { Nanoseconds } from '@reprise/bits';
import type { Timer, TimerList } from '@reprise/clock';
import { expectInteger, StateError, type Tree, type TreeMap } from '@reprise/vmstate';

/** The timers of one device, by the names in its definition. */
export class DeviceTimers {
  readonly #timers: ReadonlyMap<string, Timer>;

  /** In the list, a timer is named by its device's path and its own name: `/machine/soc/clint:mtip`. */
  constructor(list: TimerList, path: string, expired: Readonly<Record<string, () => void>>) {
    this.#timers = new Map(Object.entries(expired).map(([name, callback]) => [name, list.timer(`${path}:${name}`, callback)]));
  }

  get(name: string): Timer | undefined {
    return this.#timers.get(name);
  }

  get names(): string[] {
    return [...this.#timers.keys()];
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
  }

  /** The deadlines that are set, by name. */
  save(): TreeMap {
    const deadlines: Record<string, Tree> = {};
    for (const [name, { deadline }] of this.#timers) if (deadline !== null) deadlines[name] = deadline;
    return deadlines;
  }

  /** Checks saved deadlines; what it returns sets them. @throws StateError */
  load(saved: TreeMap, path: string): () => void {
    const deadlines = new Map<string, Nanoseconds>();
    for (const [name, deadline] of Object.entries(saved)) {
      if (!this.#timers.has(name)) throw new StateError(`${path}.${name}`, 'there is no such timer');
      deadlines.set(name, expectInteger(deadline, `${path}.${name}`, 0, Number.MAX_SAFE_INTEGER));
    }
    return () => {
      for (const [name, timer] of this.#timers) {
        const deadline = deadlines.get(name);
        if (deadline === undefined) timer.cancel();
        else timer.set(deadline);
      }
    };
  }
}
