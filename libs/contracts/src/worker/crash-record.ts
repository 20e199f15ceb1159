import { z } from 'zod';
import { count, stateId } from '../names.ts';

/** What the house reads of the record of a crash (docs/crash-record.md); the rest is for people. */
export const crashRecord = z.looseObject({
  format: z.literal('reprise-crash'),
  version: z.literal(1),
  icount: count,
  state: stateId,
  signature: z.looseObject({ id: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hex digits'), title: z.string().max(1024) }),
});
