import { z } from 'zod';

/** A page of a list; `next` is where the following one begins, null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** What every list takes. */
export const pageQuery = {
  cursor: z.string().max(256).optional().describe('the `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('items of a page, at most'),
} as const;

/** `true` and `false`, as a query has them. */
export const flag = z.enum(['true', 'false']).default('false').transform((text) => text === 'true');
