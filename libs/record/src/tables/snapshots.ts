import type { SnapshotTable, StoredSnapshot } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { KEPT } from './runs.ts';
import { Conditions, Table } from './table.ts';

const snapshots = new Table<StoredSnapshot>('snapshots', {
  id: 'fixed', project: 'fixed', state: 'fixed', run: 'fixed', icount: 'fixed', name: 'value', reason: 'fixed', createdAt: 'fixed',
});

/** States that runs need: where they can be gone on from, where they stopped, what they came from. */
const OF_RUNS = `
  SELECT jsonb_array_elements_text(head->'states') AS state FROM needed
  UNION SELECT saved_state FROM needed
  UNION SELECT migration->>'state' FROM needed
  UNION SELECT "end"->>'state' FROM needed
  UNION SELECT origin->>'state' FROM needed`;

export const snapshotTable = (sql: Sql): SnapshotTable => {
  const takeName = async (project: string, name: string): Promise<void> => void (await sql.query('UPDATE snapshots SET name = NULL WHERE project = $1 AND name = $2', [project, name]));
  return {
    add: async (snapshot) => {
      if (snapshot.name !== null) await takeName(snapshot.project, snapshot.name);
      await snapshots.insert(sql, [snapshot], { conflict: 'ON CONFLICT (run, state) DO UPDATE SET name = coalesce(excluded.name, snapshots.name)' });
    },
    // several runs may have come to the same state: the entry with a name speaks for it, else the newest
    get: (project, state) => snapshots.first(sql, 'WHERE project = $1 AND state = $2 ORDER BY name IS NULL, id DESC', [project, state]),
    byName: (project, name) => snapshots.first(sql, 'WHERE project = $1 AND name = $2', [project, name]),
    list: ({ project, run }, slice) => {
      const conditions = new Conditions().and('project = $', project).and('run = $', run);
      return snapshots.select(sql, conditions.page('id', slice), conditions.parameters);
    },
    setName: async (project, state, name) => {
      if (name !== null) await takeName(project, name);
      const one = 'SELECT id FROM snapshots WHERE project = $1 AND state = $2 ORDER BY name IS NULL, id DESC LIMIT 1';
      return (await sql.query(`UPDATE snapshots SET name = $3 WHERE id = (${one}) RETURNING 1`, [project, state, name])).length > 0;
    },
    delete: async (project, state) => (await sql.query('DELETE FROM snapshots WHERE project = $1 AND state = $2 RETURNING 1', [project, state])).length > 0,
    deleteOf: async (run) => void (await sql.query('DELETE FROM snapshots WHERE run = $1 AND name IS NULL', [run])),
    kept: async ({ after = '', limit }) => {
      const rows = await sql.query(
        `${KEPT}, needed AS (SELECT head, saved_state, migration, "end", origin FROM runs WHERE id IN (SELECT id FROM kept)),
         every AS (SELECT state FROM snapshots UNION SELECT state FROM (${OF_RUNS}) AS states)
         SELECT state FROM every WHERE state COLLATE "C" > $1 ORDER BY state COLLATE "C" LIMIT $2`,
        [after, limit],
      );
      return rows.map(({ state }) => String(state));
    },
  };
};
