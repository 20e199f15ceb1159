import type { CrashTable, StoredCrash } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Conditions, Table } from './table.ts';

const crashes = new Table<StoredCrash>('crashes', {
  id: 'fixed', project: 'fixed', run: 'fixed', signature: 'fixed', title: 'fixed', icount: 'fixed', state: 'fixed', record: 'fixed json', createdAt: 'fixed',
});

export const crashTable = (sql: Sql): CrashTable => ({
  get: (id) => crashes.first(sql, 'WHERE id = $1', [id]),
  insert: async (crash) => void (await crashes.insert(sql, [crash])),
  list: ({ project, signature, run }, slice) => {
    const conditions = new Conditions().and('project = $', project).and('signature = $', signature).and('run = $', run);
    return crashes.select(sql, conditions.page('id', slice), conditions.parameters);
  },
  deleteOf: async (run) => void (await sql.query('DELETE FROM crashes WHERE run = $1', [run])),
  groups: async (project, { after, limit }) => {
    const rows = await sql.query(
      `SELECT signature, (array_agg(title ORDER BY id DESC))[1] AS title, count(*) AS count, min(id) AS first, max(id) AS last, min(created_at) AS first_at, max(created_at) AS last_at
       FROM crashes WHERE project = $1 GROUP BY signature HAVING $2::text IS NULL OR max(id) < $2 ORDER BY max(id) DESC LIMIT $3`,
      [project, after ?? null, limit],
    );
    return rows.map(({ signature, title, count, first, last, first_at, last_at }) => ({
      signature: String(signature), title: String(title), count: Number(count), first: String(first), last: String(last), firstAt: Number(first_at), lastAt: Number(last_at),
    }));
  },
});
