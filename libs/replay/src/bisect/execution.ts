import type { Instant, RestorableRun, Run, RunMark, RunStop, SavedRun, StampedEvent } from '@reprise/vm';
import { isBefore } from '../recording/instants.ts';
import { Checkpoints } from '../replay/checkpoints.ts';

const SLICE = 20_000_000;

/** One way in which a stretch of a run is executed: from a state, with the events that happen in it. */
export class Execution {
  readonly run: Run;
  readonly #events: readonly StampedEvent[];
  readonly #checkpoints: Checkpoints;
  readonly #breathe: () => Promise<void>;
  #mark: RunMark | undefined;

  constructor(run: Run, base: RestorableRun, events: readonly StampedEvent[], breathe: () => Promise<void> = async () => {}) {
    this.run = run;
    this.#events = events;
    this.#breathe = breathe;
    this.#checkpoints = new Checkpoints(run);
    this.#checkpoints.begin(base);
    this.#takeUp();
  }

  /** Keeps the state here, so that `back` comes to it. */
  keep(): void {
    this.#checkpoints.add();
  }

  /** Goes back to the last state at or before an instant that was kept. */
  back(to: Instant): void {
    this.#checkpoints.restore(to);
    this.#takeUp();
  }

  /** Runs to an instant, or to where it stops before. Returns what tells the state there from others. */
  async runTo(to: Instant): Promise<string> {
    let stop: RunStop = { reason: 'limit' };
    while (stop.reason === 'limit' && this.run.icount < to.icount) {
      stop = this.run.runUntil({ icount: Math.min(to.icount, this.run.icount + SLICE) });
      await this.#breathe();
    }
    if (stop.reason === 'limit' && this.run.now.time < to.time) stop = this.run.runUntil({ icount: to.icount + 1, time: to.time });
    const { icount, time } = this.run.now;
    return `${icount} ${time} ${stop.reason} ${this.run.digest()}`;
  }

  /** What was written since the run was last put back. */
  changes(): SavedRun {
    return this.run.save(this.#mark);
  }

  #takeUp(): void {
    this.#mark = this.run.mark();
    this.run.forgetEvents();
    for (const { event, ...at } of this.#events) if (!isBefore(at, this.run.now)) this.run.inject(event, at);
  }
}
