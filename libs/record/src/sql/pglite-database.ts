import { PGlite } from '@electric-sql/pglite';
import type { Database, Sql } from './sql.ts';
import { asUnavailable } from './unavailable.ts';

const sqlOf = (of: Pick<PGlite, 'query'>): Sql => ({
  query: async (text, parameters = []) => (await of.query<Record<string, unknown>>(text, [...parameters])).rows,
});

/** PostgreSQL in this process, in a folder that no other process uses (undefined: in memory). One transaction at a time. */
export async function openPglite(folder?: string): Promise<Database> {
  const db = await PGlite.create(folder === undefined ? {} : { dataDir: folder });
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asUnavailable(error);
    }
  };
  return {
    query: (text, parameters) => guarded(() => sqlOf(db).query(text, parameters)),
    transaction: (work) => guarded(() => db.transaction((transaction) => work(sqlOf(transaction)))),
    close: () => db.close(),
  };
}
