import type { Instant, PageLookup, Pages, RestorableRun, Run, RunMark } from '@reprise/vm';
import { keptKeyframes } from '../keyframes/thinning.ts';
import { isAtOrBefore, isBefore } from '../recording/instants.ts';

/** A state of a run that is kept in memory: what differs from the base, a state that was read as a whole. */
interface Checkpoint extends Instant {
  readonly state: RestorableRun['state'];
  /** By block: the pages written between the base and here. */
  readonly ram: ReadonlyMap<string, Pages>;
  readonly disks: ReadonlyMap<string, Pages>;
  /** What is written after it is what has to be put back. */
  readonly mark: RunMark;
}

const MOST = 32;
/** Distances at which old checkpoints thin out: they serve those who go back from where the run is. */
const THINNING = { interval: 1000, maxGap: Infinity };

/**
 * States of one run in memory, between which it can go to and fro at little cost: each holds only pages that differ, and going back writes
 * only what was written since.
 */
export class Checkpoints {
  readonly #run: Run;
  #base: RestorableRun | undefined;
  /** In the order of their instants; the first is the base. */
  #points: readonly Checkpoint[] = [];
  /** The point that the run was last at. */
  #last: Checkpoint | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Puts the run into a state that was read as a whole, and forgets all others. */
  begin(base: RestorableRun): void {
    this.#run.restore(base);
    this.#base = base;
    this.#last = { ...this.#run.now, state: base.state, ram: new Map(), disks: base.disks, mark: this.#run.mark() };
    this.#points = [this.#last];
  }

  /** Keeps the state where the run is. */
  add(): void {
    const before = this.#last;
    const { now } = this.#run;
    if (!before || this.#points.some((point) => point.icount === now.icount && point.time === now.time)) return;
    const changes = this.#run.save(before.mark);
    const point: Checkpoint = {
      ...now,
      state: changes.state,
      ram: overlaid(before.ram, changes.ram),
      disks: overlaid(before.disks, changes.disks),
      mark: this.#run.mark(),
    };
    const at = this.#points.findLastIndex((other) => isBefore(other, point)) + 1;
    this.#points = this.#points.toSpliced(at, 0, point);
    if (this.#points.length > MOST) this.#points = keptKeyframes(this.#points, Math.max(now.icount, this.#points.at(-1)?.icount ?? 0), THINNING);
    this.#last = point;
  }

  /** The last point with fewer instructions, if there is one. */
  before(icount: number): Instant | undefined {
    return this.#points.findLast((point) => point.icount < icount);
  }

  /** The last point at or before an instant, if there is one. */
  lastAt(at: Instant): Instant | undefined {
    return this.#find(at);
  }

  /** Puts the run into the last state at or before an instant. */
  restore(at: Instant): void {
    const point = this.#find(at);
    const base = this.#base;
    if (!point || !base) throw new RangeError(`no state at or before ${at.icount} is kept`);
    const ram = [...base.ram].map(([name, pages]): [string, PageLookup] => {
      const changed = point.ram.get(name);
      return [name, changed ? { get: (page) => changed.get(page) ?? pages.get(page) } : pages];
    });
    this.#run.restore({ state: point.state, ram: new Map(ram), disks: point.disks }, point.mark);
    this.#last = point;
  }

  #find(at: Instant): Checkpoint | undefined {
    return this.#points.findLast((point) => isAtOrBefore(point, at));
  }
}

/** Pages with others over them, by name. */
function overlaid(below: ReadonlyMap<string, Pages>, above: ReadonlyMap<string, Pages>): ReadonlyMap<string, Pages> {
  return new Map([...above].map(([name, pages]): [string, Pages] => {
    const before = below.get(name);
    return [name, before && before.size > 0 ? new Map([...before, ...pages]) : pages];
  }));
}
