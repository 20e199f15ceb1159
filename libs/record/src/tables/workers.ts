import type { StoredWorker, WorkerTable } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Table } from './table.ts';

const workers = new Table<StoredWorker>('workers', {
  id: 'fixed', name: 'value', slots: 'value', version: 'value', host: 'value', registeredAt: 'fixed', seenAt: 'value', freeSlots: 'value', draining: 'value', drain: 'fixed',
});

export const workerTable = (sql: Sql): WorkerTable => ({
  get: (id) => workers.first(sql, 'WHERE id = $1', [id]),
  put: async (worker) => {
    if (await workers.update(sql, worker, 'id = $2', [worker.id])) return;
    await workers.insert(sql, [worker], { conflict: 'ON CONFLICT DO NOTHING' });
  },
  seen: async (id, { seenAt, freeSlots, draining }) =>
    (await sql.query('UPDATE workers SET seen_at = $2, free_slots = $3, draining = $4 WHERE id = $1 RETURNING 1', [id, seenAt, freeSlots, draining])).length > 0,
  setDrain: async (id, drain) => (await sql.query('UPDATE workers SET drain = $2 WHERE id = $1 RETURNING 1', [id, drain])).length > 0,
  list: (since) => workers.select(sql, 'WHERE seen_at >= $1 ORDER BY name, id', [since]),
  forget: async (before) => void (await sql.query('DELETE FROM workers WHERE seen_at < $1', [before])),
});
