import type { ApiKey, KeyTable } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Conditions, Table } from './table.ts';

const keys = new Table<ApiKey>('keys', { id: 'fixed', project: 'fixed', name: 'fixed', role: 'fixed', createdAt: 'fixed', revokedAt: 'value' });

export const keyTable = (sql: Sql): KeyTable => ({
  insert: async (key, hash) => void (await keys.insert(sql, [key], { extra: { hash } })),
  byHash: (hash) => keys.first(sql, 'WHERE hash = $1', [hash]),
  get: (id) => keys.first(sql, 'WHERE id = $1', [id]),
  list: (project, slice) => {
    const conditions = new Conditions().and('project = $', project);
    return keys.select(sql, conditions.page('id', slice), conditions.parameters);
  },
  revoke: async (project, id, now) =>
    (await sql.query('UPDATE keys SET revoked_at = $3 WHERE project = $1 AND id = $2 AND revoked_at IS NULL RETURNING 1', [project, id, now])).length > 0,
  insertFirst: async (key, hash) => {
    await sql.query('LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE');
    if ((await sql.query('SELECT 1 FROM keys LIMIT 1')).length > 0) return false;
    return (await keys.insert(sql, [key], { extra: { hash } })) > 0;
  },
});
