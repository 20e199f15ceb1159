import type { Run, SavedRun, StampedEvent } from '@reprise/vm';
import { decodeCanonical, encodeCanonical, type TreeMap } from '@reprise/vmstate';

export interface CompletenessOptions {
  /** A fresh run each time; nothing has been injected. */
  readonly makeRun: () => Run;
  /** What comes from outside. */
  readonly events: readonly StampedEvent[];
  /** Icounts at which the state is saved, ascending. */
  readonly instants: readonly number[];
  /** How far behind each of them the digests are compared: ascending, in instructions. */
  readonly points: readonly number[];
}

/** A later point at which a restored run is not what the run is that was never saved. */
export interface Mismatch {
  readonly saved: number;
  readonly icount: number;
}

/**
 * Saves a run at some instants, restores each state into a fresh machine (through its encoding, so that nothing but data is carried over), lets
 * that run on, and compares it with the run that went on. Then goes back to the state in place, once. Returns where they differ.
 */
export function completeness({ makeRun, events, instants, points }: CompletenessOptions): Mismatch[] {
  const run = makeRun();
  for (const { event, ...at } of events) run.inject(event, at);
  const expectations: { readonly saved: number; readonly icount: number; readonly digest: string }[] = [];
  const restoreInto = (restored: Run, saved: SavedRun, instant: number): void => {
    restored.restore(saved);
    for (const { event, ...at } of events) if (at.icount >= instant) restored.inject(event, at);
  };
  const mismatches: Mismatch[] = [];
  /** Runs to an icount, and compares all that was foretold up to there. */
  const goOn = (icount: number): void => {
    for (const expected of expectations.splice(0).toSorted((a, b) => a.icount - b.icount)) {
      if (expected.icount > icount) {
        expectations.push(expected);
        continue;
      }
      runTo(run, expected.icount);
      if (run.digest() !== expected.digest) mismatches.push({ saved: expected.saved, icount: expected.icount });
    }
    runTo(run, icount);
  };
  for (const instant of instants) {
    goOn(instant);
    const saved = throughBytes(run.save());
    const restored = makeRun();
    restoreInto(restored, saved, instant);
    for (const point of points) {
      runTo(restored, instant + point);
      expectations.push({ saved: instant, icount: instant + point, digest: restored.digest() });
    }
    const [first = 0] = points;
    restoreInto(restored, saved, instant);
    runTo(restored, instant + first);
    expectations.push({ saved: instant, icount: instant + first, digest: restored.digest() });
  }
  goOn(Math.max(...expectations.map(({ icount }) => icount)));
  return mismatches;
}

function runTo(run: Run, icount: number): void {
  if (run.icount >= icount) return;
  const stop = run.runUntil({ icount });
  if (stop.reason !== 'limit') throw new Error(`the run ended at ${run.icount}, before ${icount}: ${stop.reason}`);
}

/** The state as it would come from a file. */
function throughBytes(saved: SavedRun): SavedRun {
  const state = decodeCanonical(encodeCanonical(saved.state)) as TreeMap; // a map went in
  return { ...saved, state };
}
