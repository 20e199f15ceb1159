import type { Assignment, Reproduced } from '@reprise/contracts';
import type { CrashRecord } from '@reprise/crash';
import { Divergence, playTo, type PlaybackOptions } from '@reprise/replay';
import { storedCrashRecord } from '@reprise/vm-host/crashes';
import type { RunOpener, Stores } from './open-run.ts';
import { partsOf } from './run-keys.ts';

/** The crash that a run had come to when it was stored so far, if it had. */
export async function crashOf({ store }: Pick<Stores, 'store'>, run: string, head: NonNullable<Assignment['head']>): Promise<CrashRecord | undefined> {
  for (const { prefix } of partsOf(run, head).toReversed()) {
    const crash = await storedCrashRecord(store, prefix);
    if (crash && crash.icount <= head.icount) return crash;
  }
  return undefined;
}

/**
 * Executes a run that has ended again, from the keyframe before its crash or end, and compares the states there.
 * @throws RangeError if nothing of it is stored; errors of store and log
 */
export async function reproduce({ origin, originHead }: Assignment, stores: Stores, opener: RunOpener, options: PlaybackOptions): Promise<Omit<Reproduced, 'epoch'>> {
  if (!origin?.run || !originHead) throw new RangeError('nothing is stored of what is to be reproduced');
  const opened = await opener.openHead(origin.run, originHead);
  const { keyframes, end, start } = opened.recording;
  const crash = await crashOf(stores, origin.run, originHead);
  const { icount, time } = crash ?? end;
  const expected = crash?.state ?? end.digest;
  const from = keyframes.findLast((keyframe) => keyframe.icount < icount) ?? start;
  using prepared = opened.makeRun({ console: { write: () => {} } });
  await stores.snapshots.restore(prepared.run, from.digest);
  try {
    await playTo(opened.recording, prepared.run, { icount, time }, options);
  } catch (error) {
    if (error instanceof Divergence) return { same: false, expected, found: error.found, icount: error.at.icount, message: error.message };
    throw error;
  }
  const found = prepared.run.digest();
  return { same: found === expected, expected, found, icount, message: found === expected ? `instructions ${from.icount} to ${icount} were executed again` : null };
}
