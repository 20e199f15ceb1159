import type { Nanoseconds } from '@reprise/bits';

/** A deadline that is never reached: virtual time ends there. */
export const NEVER: Nanoseconds = Number.MAX_SAFE_INTEGER;

/** A named deadline in virtual time: `null` = not set. The name and the deadline are all the state there is. */
export interface Timer {
  readonly name: string;
  readonly deadline: Nanoseconds | null;
  /** Sets or moves the deadline: rounded up to a whole ns, kept within 0 .. NEVER. One in the past fires at the next `fire`. */
  set(deadline: Nanoseconds): void;
  cancel(): void;
}

/** Called once when the deadline is reached, which is then no longer set; `deadline` is what it was. */
export type TimerCallback = (deadline: Nanoseconds) => void;

class ListedTimer implements Timer {
  readonly name: string;
  readonly callback: TimerCallback;
  readonly #moved: () => void;
  #deadline: Nanoseconds | null = null;

  constructor(name: string, callback: TimerCallback, moved: () => void) {
    this.name = name;
    this.callback = callback;
    this.#moved = moved;
  }

  get deadline(): Nanoseconds | null {
    return this.#deadline;
  }

  set(deadline: Nanoseconds): void {
    if (Number.isNaN(deadline)) throw new RangeError(`timer '${this.name}': the deadline is not a number`);
    this.#deadline = Math.min(NEVER, Math.max(0, Math.ceil(deadline)));
    this.#moved();
  }

  cancel(): void {
    if (this.#deadline === null) return;
    this.#deadline = null;
    this.#moved();
  }
}

const byName = (a: ListedTimer, b: ListedTimer): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** All timers of a VM. Those due fire in the order of their deadlines and, for equal ones, of their names. */
export class TimerList {
  readonly #timers: ListedTimer[] = []; // sorted by name
  #next: Nanoseconds | null = null;
  #known = true; // is #next up to date?
  /** Told when a deadline was set, moved or cancelled, so that a run loop can look at `nextDeadline` again. */
  onMoved: (() => void) | null = null;

  /** @throws Error if there is a timer of this name */
  timer(name: string, callback: TimerCallback): Timer {
    if (this.#timers.some((timer) => timer.name === name)) throw new Error(`there is already a timer '${name}'`);
    const timer = new ListedTimer(name, callback, () => {
      this.#known = false;
      this.onMoved?.();
    });
    this.#timers.push(timer);
    this.#timers.sort(byName);
    return timer;
  }

  /** Cancels and forgets the timer; its name is free again. */
  remove(timer: Timer): void {
    timer.cancel();
    const at = this.#timers.findIndex((other) => other === timer);
    if (at >= 0) this.#timers.splice(at, 1);
  }

  /** The earliest deadline; null = no timer is set. */
  nextDeadline(): Nanoseconds | null {
    if (!this.#known) {
      this.#next = this.#earliest()?.deadline ?? null;
      this.#known = true;
    }
    return this.#next;
  }

  /**
   * Fires each timer that is due at `now`, at most once: one that its callback sets again to a time already past waits for
   * the next call. Returns how many fired.
   */
  fire(now: Nanoseconds): number {
    const next = this.nextDeadline();
    if (next === null || next > now) return 0;
    const fired = new Set<ListedTimer>();
    for (;;) {
      const timer = this.#earliest(fired);
      const deadline = timer?.deadline ?? null;
      if (!timer || deadline === null || deadline > now) return fired.size;
      fired.add(timer);
      timer.cancel();
      timer.callback(deadline);
    }
  }

  #earliest(except?: ReadonlySet<ListedTimer>): ListedTimer | null {
    let best: ListedTimer | null = null;
    let earliest = Infinity;
    for (const timer of this.#timers) {
      const deadline = timer.deadline ?? Infinity;
      if (deadline >= earliest || except?.has(timer)) continue;
      best = timer;
      earliest = deadline;
    }
    return best;
  }

  /** The deadlines that are set, by name. */
  save(): Record<string, Nanoseconds> {
    const deadlines: Record<string, Nanoseconds> = {};
    for (const { name, deadline } of this.#timers) if (deadline !== null) deadlines[name] = deadline;
    return deadlines;
  }

  /**
   * Sets every timer as saved; those not named are cancelled.
   * @throws Error if a name is unknown or a deadline is not an integer in 0 .. 2^53-1; nothing is changed then
   */
  load(deadlines: Readonly<Record<string, unknown>>): void {
    const known = new Set(this.#timers.map((timer) => timer.name));
    for (const [name, deadline] of Object.entries(deadlines)) {
      if (!known.has(name)) throw new Error(`timers.${name}: there is no such timer`);
      if (!isDeadline(deadline)) throw new Error(`timers.${name}: expected a time in ns, got ${String(deadline)}`);
    }
    for (const timer of this.#timers) {
      const deadline = Object.hasOwn(deadlines, timer.name) ? deadlines[timer.name] : null;
      if (isDeadline(deadline)) timer.set(deadline);
      else timer.cancel();
    }
  }
}

const isDeadline = (value: unknown): value is Nanoseconds => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
