import type { ObjectStore } from '@reprise/store';
import type { Stretch } from './byte-range.ts';

const PIECE = 4 * 2 ** 20;

/** Bytes of an object, a few MiB at a time. */
export async function* readObject(store: ObjectStore, key: string, { from, to }: Stretch): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < to; offset += PIECE) yield await store.get(key, { offset, length: Math.min(PIECE, to - offset) });
}
