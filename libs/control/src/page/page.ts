import { ControlError } from '../errors.ts';

/** Which page of a list is asked for. */
export interface PageRequest {
  /** How many at most, 1 to 200; 50 where it is not said. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of a list, the newest first. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null on the last. Opaque. */
  readonly next: string | null;
}

/** What the record is asked for: so many whose key comes after this one, in the order of the list. */
export interface Slice {
  readonly limit: number;
  readonly after: string | undefined;
}

export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;
const PREFIX = 'v1:';

const encode = (key: string): string => Buffer.from(PREFIX + key).toString('base64url');

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (cursor.length > 512 || !text.startsWith(PREFIX) || encode(text.slice(PREFIX.length)) !== cursor) {
    throw new ControlError('cursor.invalid', `'${cursor.slice(0, 80)}' is no cursor: give the \`next\` of the page before`);
  }
  return text.slice(PREFIX.length);
}

/** Reads a page through `read`, which gives what comes after a key, and one more than the page has shows that there is a next. */
export async function readPage<T>({ limit = DEFAULT_PAGE, cursor }: PageRequest, read: (slice: Slice) => Promise<readonly T[]>, keyOf: (item: T) => string): Promise<Page<T>> {
  const most = Math.min(Math.max(Math.trunc(limit), 1), MAX_PAGE);
  const found = await read({ limit: most + 1, after: cursor === undefined ? undefined : decode(cursor) });
  const items = found.slice(0, most);
  const last = items.at(-1);
  return { items, next: found.length > most && last !== undefined ? encode(keyOf(last)) : null };
}
