import type { Database } from '../sql/sql.ts';
import { migrations } from './migrations.ts';

/** Key of the advisory lock under which a schema is brought up to date: any number that nothing else in the database uses. */
const LOCK = 7_237_912_304;

/**
 * Brings the schema up to date, all of it or nothing. Control planes that start together do it one after the other.
 * @throws Error for a schema of a later version than this program knows
 */
export async function migrate(database: Database, all: readonly string[] = migrations): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await sql.query('CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())');
    const [row] = await sql.query('SELECT coalesce(max(number), 0)::integer AS newest FROM schema_migrations');
    const newest = Number(row?.['newest']);
    if (newest > all.length) throw new Error(`the record's schema is of version ${newest}, and this program knows ${all.length}: start one that is as new`);
    for (const [index, migration] of all.entries()) {
      if (index < newest) continue;
      for (const statement of statementsOf(migration)) await sql.query(statement);
      await sql.query('INSERT INTO schema_migrations (number) VALUES ($1)', [index + 1]);
    }
  });
}

/** A statement ends at a semicolon that ends its line. */
const statementsOf = (text: string): readonly string[] => text.split(/;$/m).filter((statement) => statement.trim() !== '');
