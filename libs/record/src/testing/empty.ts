import type { Sql } from '../sql/sql.ts';

/** Tables that others refer to: emptied last. */
const REFERRED_TO: readonly string[] = ['images', 'runs'];

/** Removes all rows of the record. */
export async function empty(sql: Sql): Promise<void> {
  const rows = await sql.query(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name <> 'schema_migrations'`);
  const names = rows.map(({ name }) => String(name));
  for (const name of [...names.filter((name) => !REFERRED_TO.includes(name)), ...REFERRED_TO]) await sql.query(`DELETE FROM ${name}`);
}
