import type { BatchTable, StoredBatch } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Conditions, Table } from './table.ts';

const batches = new Table<StoredBatch>('batches', {
  id: 'fixed', project: 'fixed', name: 'fixed', specification: 'fixed json', state: 'value', base: 'fixed', size: 'fixed', message: 'value', labels: 'fixed', createdAt: 'fixed',
});

export const batchTable = (sql: Sql): BatchTable => ({
  get: (id) => batches.first(sql, 'WHERE id = $1', [id]),
  insert: async (batch) => void (await batches.insert(sql, [batch])),
  setState: async (id, from, to, message) =>
    (await sql.query('UPDATE batches SET state = $3, message = $4 WHERE id = $1 AND state = $2 RETURNING 1', [id, from, to, message])).length > 0,
  list: (project, slice) => {
    const conditions = new Conditions().and('project = $', project);
    return batches.select(sql, conditions.page('id', slice), conditions.parameters);
  },
  inState: (state, limit) => batches.select(sql, 'WHERE state = $1 ORDER BY id LIMIT $2', [state, limit]),
});
