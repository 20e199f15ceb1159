import type { Condemned, CondemnedTable } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Table } from './table.ts';

const condemned = new Table<Condemned>('condemned', { key: 'fixed', collection: 'value', at: 'value', gone: 'value' });

/** Key of the advisory lock: whoever comes to need objects has it shared, whoever condemns some has it alone. Each to the end of its transaction. */
const LOCK = 7_237_912_305;

export const condemnedTable = (sql: Sql): CondemnedTable => ({
  among: async (keys) => {
    await sql.query('SELECT pg_advisory_xact_lock_shared($1)', [LOCK]);
    return condemned.select(sql, 'WHERE key = ANY($1::text[])', [keys]);
  },
  condemn: async (keys, collection, now, stale) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const rows = await sql.query(
      `INSERT INTO condemned (key, collection, at, gone) SELECT key, $2, $3::bigint, false FROM unnest($1::text[]) AS key
       ON CONFLICT (key) DO UPDATE SET collection = excluded.collection, at = excluded.at, gone = false WHERE condemned.gone OR condemned.at < $4
       RETURNING key`,
      [keys, collection, now, stale],
    );
    return rows.map(({ key }) => String(key));
  },
  pending: async () => (await sql.query('SELECT key FROM condemned WHERE NOT gone ORDER BY key')).map(({ key }) => String(key)),
  spare: async (keys) => void (await sql.query('DELETE FROM condemned WHERE key = ANY($1::text[])', [keys])),
  deleted: async (keys, collection) => void (await sql.query('UPDATE condemned SET gone = true WHERE key = ANY($1::text[]) AND collection = $2', [keys, collection])),
  forget: async (before) => void (await sql.query('DELETE FROM condemned WHERE gone AND at < $1', [before])),
});
