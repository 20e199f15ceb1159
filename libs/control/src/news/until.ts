import type { News } from '../ports.ts';
import type { NewsChannel } from './news.ts';

/** Whoever misses news looks again after this. */
const LOOK_AGAIN_MS = 1000;

/** A listener that is woken. */
export interface Wakes {
  /** Answers when there has been news since the last call, when it is time to look again, or when the signal has fired. */
  next(): Promise<void>;
  close(): Promise<void>;
}

/** Listens to a channel for reasons to look into the record. */
export async function until(news: News, channel: NewsChannel, signal: AbortSignal, lookAgainMs = LOOK_AGAIN_MS): Promise<Wakes> {
  let isNews = false;
  let wake = (): void => undefined;
  const unsubscribe = await news.subscribe(channel, () => {
    isNews = true;
    wake();
  });
  const aborted = (): void => wake();
  signal.addEventListener('abort', aborted);
  return {
    next: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake(), lookAgainMs);
        wake = () => {
          clearTimeout(timer);
          isNews = false;
          wake = () => undefined;
          resolve();
        };
        if (isNews || signal.aborted) wake();
      }),
    close: async () => {
      signal.removeEventListener('abort', aborted);
      wake();
      await unsubscribe();
    },
  };
}
