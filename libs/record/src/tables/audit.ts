import type { Answered, AuditEntry, AuditTable, IdempotencyTable } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Conditions, Table } from './table.ts';

const audit = new Table<AuditEntry>('audit', { id: 'fixed', at: 'fixed', project: 'fixed', key: 'fixed', action: 'fixed', target: 'fixed', outcome: 'fixed', details: 'fixed' });
const answered = new Table<Answered>('idempotency', { project: 'fixed', key: 'fixed', request: 'fixed', answer: 'value', at: 'fixed' });

export const auditTable = (sql: Sql): AuditTable => ({
  insert: async (entry) => void (await audit.insert(sql, [entry])),
  list: (project, slice) => {
    const conditions = new Conditions().and('project = $', project);
    return audit.select(sql, conditions.page('id', slice), conditions.parameters);
  },
});

export const idempotencyTable = (sql: Sql): IdempotencyTable => ({
  take: async (entry) => {
    if ((await answered.insert(sql, [entry], { conflict: 'ON CONFLICT DO NOTHING' })) > 0) return undefined;
    return answered.first(sql, 'WHERE project = $1 AND key = $2', [entry.project, entry.key]);
  },
  setAnswer: async (project, key, answer) => void (await sql.query('UPDATE idempotency SET answer = $3 WHERE project = $1 AND key = $2', [project, key, answer])),
  forget: async (before) => void (await sql.query('DELETE FROM idempotency WHERE at < $1', [before])),
});
