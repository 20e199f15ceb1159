import { pageOf } from '@reprise/contracts';
import type { z } from 'zod';
import type { Request, Transport } from '../http/transport.ts';

const PAGE = 100;

export type Query = NonNullable<Request['query']>;

/** All items of a list, page by page as they are read. @throws ApiError, Unreachable */
export async function* listAll<T extends z.ZodType>(transport: Transport, path: string, item: T, query: Query = {}): AsyncGenerator<z.output<T>> {
  const page = pageOf(item);
  for (let cursor: string | undefined; ;) {
    const { items, next } = await transport.call({ method: 'GET', path, query: { limit: PAGE, ...query, cursor } }, page);
    yield* items;
    if (next === null) return;
    cursor = next;
  }
}
