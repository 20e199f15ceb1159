import type { News } from '../ports.ts';
import type { NewsChannel, NewsMessage } from './news.ts';

type Listener = (message: unknown) => void;

/** News within one process. */
export function localNews(): News {
  const listeners = new Map<string, Set<Listener>>();
  return {
    async publish(channel, message) {
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    async subscribe<C extends NewsChannel>(channel: C, listener: (message: NewsMessage<C>) => void) {
      // publish gives a channel's listeners that channel's messages
      const own: Listener = (message) => listener(message as NewsMessage<C>);
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(own));
      return async () => {
        all.delete(own);
        if (all.size === 0 && listeners.get(channel) === all) listeners.delete(channel);
      };
    },
    async close() {
      listeners.clear();
    },
  };
}
