import { pageQuery } from '@reprise/contracts';
import { z } from 'zod';

/** What a list takes that has nothing to choose from. */
export const plainPage = z.strictObject(pageQuery);
export type PageQuery = z.infer<typeof plainPage>;
