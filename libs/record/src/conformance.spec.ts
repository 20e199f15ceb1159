import { recordCases, World } from '@reprise/control/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openDatabase, recordOver } from './open-record.ts';
import { migrate } from './schema/migrate.ts';
import type { Database } from './sql/sql.ts';
import { empty } from './testing/empty.ts';

describe('the record in this process', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase('pglite:');
    await migrate(database);
  });
  afterAll(() => database.close());
  it.each(recordCases)('$title', async ({ run }) => {
    await empty(database);
    await run(new World(recordOver(database)));
  });
});
