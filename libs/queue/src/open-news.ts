import type { News, NewsChannel, NewsMessage } from '@reprise/control';
import { connect, failFast } from './connection.ts';
import { PREFIX } from './names.ts';

type Listener = (message: unknown) => void;

const nameOf = (channel: NewsChannel): string => `${PREFIX}:${channel}`;

/** News through a Redis: while it is away they are lost, and when it is back all listeners hear again. */
export function openNews(url: string): News {
  const sender = connect(url, failFast);
  const receiver = connect(url, { ...failFast, autoResubscribe: false });
  const listeners = new Map<string, Set<Listener>>();
  const listen = async (names: readonly string[]): Promise<void> => {
    if (receiver.status !== 'ready' || names.length === 0) return;
    await receiver.subscribe(...names).catch(() => undefined); // lost connections come back as `ready`
  };
  receiver.on('ready', () => void listen([...listeners.keys()]));
  receiver.on('message', (name: string, text: string) => {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return; // nobody of ours
    }
    for (const listener of listeners.get(name) ?? []) listener(message);
  });
  return {
    publish: async (channel, message) => {
      if (sender.status === 'ready') await sender.publish(nameOf(channel), JSON.stringify(message)).catch(() => undefined);
    },
    subscribe: async <C extends NewsChannel>(channel: C, listener: (message: NewsMessage<C>) => void) => {
      const name = nameOf(channel);
      // what publish sends on this channel
      const own: Listener = (message) => listener(message as NewsMessage<C>);
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(own));
      if (all.size === 1) await listen([name]);
      return async () => {
        all.delete(own);
        if (all.size > 0 || listeners.get(name) !== all) return;
        listeners.delete(name);
        if (receiver.status === 'ready') await receiver.unsubscribe(name).catch(() => undefined);
      };
    },
    close: async () => {
      sender.disconnect();
      receiver.disconnect();
      listeners.clear();
    },
  };
}
