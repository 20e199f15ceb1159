import { firstSchema } from './001-first.ts';
import { condemnedObjects } from './002-condemned.ts';

/** The schema, by what made it so: number 1 first. A migration that was released is never changed. */
export const migrations: readonly string[] = [firstSchema, condemnedObjects];
