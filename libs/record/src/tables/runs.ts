import type { RunState } from '@reprise/contracts';
import type { RunFilter, RunTable, StoredRun } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { Conditions, Table } from './table.ts';

export const runs = new Table<StoredRun>('runs', {
  id: 'fixed', project: 'fixed', name: 'fixed', key: 'fixed', job: 'fixed json', images: 'fixed', origin: 'fixed', forkInput: 'fixed json', until: 'fixed json', task: 'fixed',
  batch: 'fixed', labels: 'fixed', priority: 'fixed', createdAt: 'fixed',
  state: 'value', version: 'value', epoch: 'value', worker: 'value', leaseUntil: 'value', vmState: 'value', migration: 'value', wantedWorker: 'value', wantedUntil: 'value',
  notBefore: 'value', head: 'value', savedState: 'value', attempts: 'value', failures: 'value', end: 'value', crash: 'value', artefacts: 'value',
  startedAt: 'value', endedAt: 'value', deletedAt: 'value',
});

/** Runs whose objects are kept: not deleted, with a snapshot that has a name, or gone on from by such a run. */
export const KEPT = `WITH RECURSIVE kept AS (
  SELECT id, origin->>'run' AS parent FROM runs WHERE deleted_at IS NULL OR id IN (SELECT run FROM snapshots WHERE name IS NOT NULL)
  UNION
  SELECT parents.id, parents.origin->>'run' FROM runs parents JOIN kept ON parents.id = kept.parent
)`;

/** May be claimed now ($1). */
const CLAIMABLE = `state = 'pending' AND not_before <= $1 AND (wanted_worker IS NULL OR wanted_until <= $1)`;

function conditionsOf({ project, states, name, key, batch, worker, labels, idPrefix, origin }: RunFilter): Conditions {
  return new Conditions('deleted_at IS NULL')
    .and('project = $', project)
    .and('state = ANY($::text[])', states)
    .and('name = $', name)
    .and('key = $', key)
    .and('batch = $', batch)
    .and('worker = $', worker)
    .and('labels @> $::text::jsonb', labels && JSON.stringify(labels))
    .and(`starts_with(id, $)`, idPrefix)
    .and(`origin->>'run' = $`, origin);
}

export const runTable = (sql: Sql): RunTable => ({
  get: (id) => runs.first(sql, 'WHERE id = $1', [id]),
  insert: async (created) => void (await runs.insert(sql, created)),
  replace: (before, after) => runs.update(sql, after, 'id = $2 AND version = $3 AND lease_until IS NOT DISTINCT FROM $4::bigint', [before.id, before.version, before.leaseUntil]),
  list: (filter, slice, order = 'newest') => {
    const conditions = conditionsOf(filter);
    return runs.select(sql, conditions.page('id', slice, order === 'newest' ? 'DESC' : 'ASC'), conditions.parameters);
  },
  renewLeases: async (worker, owned, until) => {
    if (owned.length === 0) return [];
    const rows = await sql.query(
      `UPDATE runs SET lease_until = $2 FROM jsonb_to_recordset($3::text::jsonb) AS owned(run text, epoch bigint)
       WHERE runs.id = owned.run AND runs.epoch = owned.epoch AND runs.worker = $1 RETURNING runs.id, runs.vm_state`,
      [worker, until, JSON.stringify(owned.map(({ run, epoch }) => ({ run, epoch })))],
    );
    return rows.map(({ id, vm_state }) => ({ id: String(id), vmState: typeof vm_state === 'string' ? vm_state : null }));
  },
  lapsed: (now, limit) => runs.select(sql, 'WHERE lease_until <= $1 ORDER BY lease_until LIMIT $2', [now, limit]),
  overdueMigrations: (now, limit) => runs.select(sql, `WHERE migration IS NOT NULL AND (migration->>'until')::bigint <= $1 ORDER BY id LIMIT $2`, [now, limit]),
  incoming: (worker) => runs.select(sql, `WHERE migration IS NOT NULL AND migration->>'target' = $1 ORDER BY id`, [worker]),
  wantedBy: async (worker, now) =>
    (await sql.query(`SELECT id FROM runs WHERE wanted_worker = $1 AND state = 'pending' AND not_before <= $2 ORDER BY id`, [worker, now])).map(({ id }) => String(id)),
  waiting: async (now, perProject, limit, project) => {
    const rows = await sql.query(
      `SELECT next.id, next.epoch FROM (SELECT DISTINCT project FROM runs WHERE state = 'pending' AND ($4::text IS NULL OR project = $4)) projects
       CROSS JOIN LATERAL (
         SELECT id, epoch, row_number() OVER (ORDER BY priority DESC, id) AS place FROM runs
         WHERE project = projects.project AND ${CLAIMABLE} ORDER BY priority DESC, id LIMIT $2
       ) next
       ORDER BY next.place, projects.project LIMIT $3`,
      [now, perProject, limit, project ?? null],
    );
    return rows.map(({ id, epoch }) => ({ id: String(id), epoch: Number(epoch) }));
  },
  countByState: async ({ project, batch }) => {
    const rows = await sql.query(
      `SELECT state, count(*) AS count FROM runs WHERE deleted_at IS NULL AND ($1::text IS NULL OR project = $1) AND ($2::text IS NULL OR batch = $2) GROUP BY state`,
      [project ?? null, batch ?? null],
    );
    // states are written by the domain alone
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) as Partial<Record<RunState, number>>;
  },
  kept: ({ after = '', limit }) => runs.select(sql, `WHERE id > $1 AND id IN (${KEPT} SELECT id FROM kept) ORDER BY id LIMIT $2`, [after, limit]),
});
