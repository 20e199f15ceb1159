import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 100;
/** A guard against waiting for ever; nothing is meant to come near it. */
const LONGEST_MS = 300_000;

/** Looks until something has come about. @throws Error saying what has not */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined, longest = LONGEST_MS): Promise<T> {
  for (const end = Date.now() + longest; Date.now() < end; await wait(LOOK_MS)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not within ${longest / 1000} s: ${what}`);
}
