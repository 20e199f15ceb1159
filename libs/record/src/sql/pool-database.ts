import { Pool, type PoolClient } from 'pg';
import type { Database, Sql } from './sql.ts';
import { asUnavailable } from './unavailable.ts';

/** Connections of a control plane, at most; and how long it waits for one, and for a statement. */
const MAX_CONNECTIONS = 10;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

const sqlOf = (client: Pick<PoolClient, 'query'>): Sql => ({
  query: async (text, parameters = []) => (await client.query<Record<string, unknown>>(text, [...parameters])).rows,
});

async function inTransaction<T>(client: PoolClient, work: (sql: Sql) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work(sqlOf(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** A PostgreSQL server by its address. It is first asked when it is first used. */
export function openPool(connectionString: string): Database {
  const pool = new Pool({
    connectionString,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    application_name: 'reprise',
  });
  pool.on('error', () => undefined); // an idle connection was lost: the next statement gets a new one
  return {
    query: async (text, parameters) => {
      try {
        return await sqlOf(pool).query(text, parameters);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    transaction: async (work) => {
      let client: PoolClient | undefined;
      let isBroken = false;
      const broken = (): void => void (isBroken = true);
      try {
        client = await pool.connect();
        client.once('error', broken);
        return await inTransaction(client, work);
      } catch (error) {
        const known = asUnavailable(error);
        isBroken ||= known !== error;
        throw known;
      } finally {
        client?.off('error', broken);
        client?.release(isBroken);
      }
    },
    close: () => pool.end(),
  };
}
