import { Unavailable } from '../errors.ts';

/** What waiting and chance are to a store: the host's, or a test's. */
export interface RetryPorts {
  /** Resolves after so many ms. */
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

export interface RetryPolicy {
  /** Calls in all, from 1 on. */
  readonly attempts: number;
  /** The wait before the second call is a random part of this; it doubles with every call. In ms. */
  readonly base: number;
  /** The longest wait in ms. */
  readonly cap: number;
}

/** About 12 s of waiting at most, some 6 s on average. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 7, base: 200, cap: 5000 };

/** An `Unavailable` of a server that said for how long. */
export class Throttled extends Unavailable {
  /** ms that the server asked to wait. */
  readonly wait: number;

  constructor(message: string, key: string | undefined, wait: number, options?: ErrorOptions) {
    super(message, key, options);
    this.wait = wait;
  }
}

/** Calls `action` until it succeeds or fails by anything but `Unavailable`, so often at most; waits with full jitter in between. */
export async function retrying<T>(policy: RetryPolicy, { sleep, random }: RetryPorts, action: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action(attempt);
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt >= policy.attempts) throw error;
      const jittered = random() * Math.min(policy.cap, policy.base * 2 ** (attempt - 1));
      const asked = error instanceof Throttled ? error.wait : 0;
      await sleep(Math.min(policy.cap, Math.max(jittered, asked)));
    }
  }
}
