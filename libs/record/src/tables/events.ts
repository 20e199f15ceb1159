import type { EventTable, RunEvent } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Table } from './table.ts';

const events = new Table<RunEvent>('events', { run: 'fixed', seq: 'fixed', at: 'fixed', kind: 'fixed', data: 'fixed' });

export const eventTable = (sql: Sql): EventTable => ({
  insert: async (added) => void (await events.insert(sql, added)),
  list: (run, after, limit) => events.select(sql, 'WHERE run = $1 AND seq > $2 ORDER BY seq LIMIT $3', [run, after, limit]),
});
