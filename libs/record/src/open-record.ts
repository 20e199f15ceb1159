import type { ServiceRecord } from '@reprise/control';
import { migrate } from './schema/migrate.ts';
import { openPglite } from './sql/pglite-database.ts';
import { openPool } from './sql/pool-database.ts';
import type { Database } from './sql/sql.ts';
import { tablesOf } from './tables/tables.ts';

const PGLITE = 'pglite:';

/** The record over a database whose schema is up to date. */
export const recordOver = (database: Database): ServiceRecord => ({
  ...tablesOf(database),
  transaction: (work) => database.transaction((sql) => work(tablesOf(sql))),
  now: async () => {
    const [row] = await database.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now');
    return Math.floor(Number(row?.['now']));
  },
  check: async () => void (await database.query('SELECT 1')),
  close: () => database.close(),
});

/** The database at an address: `postgres://..` a server; `pglite:FOLDER` in this process, the folder being its alone; `pglite:` in memory. */
export async function openDatabase(address: string): Promise<Database> {
  if (address.startsWith(PGLITE)) return openPglite(address.slice(PGLITE.length) || undefined);
  if (/^postgres(ql)?:\/\//.test(address)) return openPool(address);
  throw new Error(`'${address.replace(/:\/\/.*@/, '://..@')}' is no address of a record: postgres://USER:PASSWORD@HOST/DATABASE or pglite:FOLDER`);
}

/**
 * The record at an address (openDatabase), its schema brought up to date.
 * @throws ControlError record.unavailable, or an Error for an address that is none
 */
export async function openRecord(address: string): Promise<ServiceRecord> {
  const database = await openDatabase(address);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return recordOver(database);
}
