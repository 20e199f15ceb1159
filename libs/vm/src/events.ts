/** What comes into a run from outside. Everything that is not in the configuration is one of these. */
export type InputEvent =
  /** Characters for a device that takes them, by its path in the composition tree. */
  | { readonly kind: 'characters'; readonly device: string; readonly bytes: Uint8Array }
  /** What came for a device and waits for it is thrown away: other input is to come instead. */
  | { readonly kind: 'discard'; readonly device: string }
  /** The operator presses reset. */
  | { readonly kind: 'reset' };

/**
 * When an event happens: at the first instant with at least this icount and at least this virtual time (ns), before the timers that are
 * due and before an interrupt is taken. While every hart waits, many instants have the same icount.
 */
export interface Instant {
  readonly icount: number;
  readonly time: number;
}

export interface StampedEvent extends Instant {
  readonly event: InputEvent;
}

/** Events that wait for their instant, in the order in which they will happen. */
export class EventQueue {
  readonly #events: StampedEvent[] = [];

  get next(): StampedEvent | undefined {
    return this.#events[0];
  }

  /** Events of the same instant happen in the order in which they were added. */
  add(stamped: StampedEvent): void {
    let at = this.#events.length; // most come in order
    for (let other = this.#events[at - 1]; other && isAfter(other, stamped); other = this.#events[at - 1]) at--;
    this.#events.splice(at, 0, stamped);
  }

  /** Takes the next event off the queue if its instant has come. */
  takeDue(now: Instant): InputEvent | undefined {
    const next = this.next;
    if (!next || next.icount > now.icount || next.time > now.time) return undefined;
    this.#events.shift();
    return next.event;
  }

  clear(): void {
    this.#events.length = 0;
  }
}

const isAfter = (a: Instant, b: Instant): boolean => a.icount > b.icount || (a.icount === b.icount && a.time > b.time);
