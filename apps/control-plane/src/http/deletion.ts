import { flag } from '@reprise/contracts';
import { z } from 'zod';

/** What every deletion takes. */
export const deleteQuery = z.strictObject({ dry_run: flag.describe('only say what would be deleted') });
export type DeleteQuery = z.infer<typeof deleteQuery>;

/** What was deleted, or would be. */
export const deletion = z.strictObject({ dry_run: z.boolean(), deleted: z.array(z.string()) });
export type Deletion = z.infer<typeof deletion>;
