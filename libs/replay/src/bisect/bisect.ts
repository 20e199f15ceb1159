import type { Instant, Run, StampedEvent } from '@reprise/vm';
import { isBefore } from '../recording/instants.ts';
import type { KeyframeStore } from '../recording/ports.ts';
import type { Keyframe, Recording } from '../recording/recording.ts';
import { RecordingError } from '../recording/recording-error.ts';
import { Divergence } from '../replay/divergence.ts';
import { Replayer } from '../replay/replayer.ts';
import { Execution } from './execution.ts';
import { compiledDifference, type CompiledWays } from './compiled-difference.ts';
import type { FirstDifference } from './difference.ts';
import { firstDifference } from './first-difference.ts';
import type { Compiling } from './trial.ts';

/** What a bisection came to. */
export type Bisection =
  /** Both executions are the recorded run. */
  | { readonly kind: 'same' }
  /** They differ from each other, from one instruction on. */
  | { readonly kind: 'instruction'; readonly divergence: Divergence; readonly difference: FirstDifference; readonly recorded: Agreement }
  /** They are the same, but not what was recorded: the recorded execution cannot be had again, so the place is known no closer. */
  | { readonly kind: 'recording'; readonly divergence: Divergence };

/** Which of the two executions does what was recorded. */
export type Agreement = 'left' | 'right' | 'neither';

/** Makes fresh runs of a recording's configuration that execute in two ways: with two tiers, or with and without what is suspected. */
export interface TwoWays {
  readonly left: Compiling;
  readonly right: Compiling;
  /** Which of the two compiles code, while the other does not. */
  readonly compiles?: 'left' | 'right' | undefined;
}

export interface BisectOptions {
  readonly breathe?: () => Promise<void>;
}

/**
 * Finds where the left way of executing a recording, or else the right one, leaves it; and the first instruction at which the two differ.
 * @throws what is wrong with the recording
 */
export async function bisect(recording: Recording, keyframes: Pick<KeyframeStore, 'read'>, ways: TwoWays, options: BisectOptions = {}): Promise<Bisection> {
  const leftDivergence = await divergenceOf(recording, keyframes, ways.left({}), options);
  const divergence = leftDivergence ?? (await divergenceOf(recording, keyframes, ways.right({}), options));
  if (!divergence) return { kind: 'same' };
  const difference = await differenceUpTo(divergence, recording, keyframes, ways, options);
  if (!difference) return { kind: 'recording', divergence };
  return { kind: 'instruction', divergence, difference, recorded: await agreement(recording, keyframes, ways, leftDivergence, options) };
}

/** Looks from the last keyframe on; where what was visited often is compiled, that may be to execute too little, and it looks from the start. */
async function differenceUpTo(
  { since, at, segment }: Divergence, recording: Recording, keyframes: Pick<KeyframeStore, 'read'>, ways: TwoWays, { breathe }: BisectOptions,
): Promise<FirstDifference | null> {
  for (const from of ways.compiles && isBefore(recording.start, since) ? [since, recording.start] : [since]) {
    const keyframe = recording.keyframeAt(from);
    if (!keyframe) throw new RecordingError('the recording has no keyframe at its start');
    const events = await eventsFrom(recording, keyframe, segment);
    const base = await keyframes.read(keyframe.digest);
    const difference = await differenceOf(ways, (run, state = base) => new Execution(run, state, events, breathe), at);
    if (difference) return difference;
  }
  return null;
}

async function differenceOf({ left, right, compiles }: TwoWays, begin: CompiledWays['begin'], to: Instant): Promise<FirstDifference | null> {
  if (compiles === undefined) return firstDifference(begin(left({})), begin(right({})), to);
  const [compiling, other] = compiles === 'left' ? [left, right] : [right, left];
  return compiledDifference({ compiling, plain: () => other({}), compiles, begin }, to);
}

async function divergenceOf(recording: Recording, keyframes: Pick<KeyframeStore, 'read'>, run: Run, options: BisectOptions): Promise<Divergence | null> {
  try {
    const replayer = await Replayer.open(recording, run, keyframes, options);
    await replayer.toEnd();
    return null;
  } catch (error) {
    if (error instanceof Divergence) return error;
    throw error;
  }
}

/** The right way is only looked at up to where the left one left the recording. */
async function agreement(
  recording: Recording, keyframes: Pick<KeyframeStore, 'read'>, ways: TwoWays, leftDivergence: Divergence | null, options: BisectOptions,
): Promise<Agreement> {
  if (!leftDivergence) return 'left';
  try {
    const replayer = await Replayer.open(recording, ways.right({}), keyframes, options);
    await replayer.seek(leftDivergence.since);
    const { at } = leftDivergence;
    await replayer.runTo(isBefore(recording.end, at) ? recording.end : at);
    return 'right';
  } catch (error) {
    if (error instanceof Divergence) return 'neither';
    throw error;
  }
}

/** The events of the segments from a keyframe's to the given one, from the keyframe on. */
async function eventsFrom(recording: Recording, keyframe: Keyframe, last: number): Promise<StampedEvent[]> {
  const events: StampedEvent[] = [];
  for (let number = keyframe.segment; number <= last; number++) {
    events.push(...(await recording.segment(number)).events.filter((event: Instant) => !isBefore(event, keyframe)));
  }
  return events;
}
