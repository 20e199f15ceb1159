import type { WakeUp } from '@reprise/control';

/** What all keys and channels of ours begin with, in a Redis that others may use too. */
export const PREFIX = 'reprise';

/** The one queue. */
export const QUEUE = 'runs';

/** Id of the job that wakes for a run at an epoch: BullMQ keeps one of each, and takes no ':' in it. */
export const jobIdOf = ({ run, epoch }: WakeUp): string => `${run}.${epoch}`;
