import type { ImageName, ImageTable, StoredImage, Upload, UploadTable } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';
import { KEPT } from './runs.ts';
import { Conditions, Table } from './table.ts';

const images = new Table<StoredImage>('images', { project: 'fixed', digest: 'fixed', bytes: 'fixed', createdAt: 'fixed' });
const names = new Table<ImageName>('image_names', { project: 'fixed', name: 'fixed', digest: 'value' });
const uploads = new Table<Upload>('uploads', {
  id: 'fixed', project: 'fixed', digest: 'fixed', bytes: 'fixed', offset: 'value', parts: 'value', name: 'fixed', createdAt: 'fixed', changedAt: 'value',
});

export const imageTable = (sql: Sql): ImageTable => ({
  add: async (image) => void (await images.insert(sql, [image], { conflict: 'ON CONFLICT DO NOTHING' })),
  get: (project, digest) => images.first(sql, 'WHERE project = $1 AND digest = $2', [project, digest]),
  list: (project, slice) => {
    const conditions = new Conditions().and('project = $', project);
    return images.select(sql, conditions.page('digest', slice, 'ASC'), conditions.parameters);
  },
  delete: async (project, digest) => (await sql.query('DELETE FROM images WHERE project = $1 AND digest = $2 RETURNING 1', [project, digest])).length > 0,
  setName: async (name) => void (await names.insert(sql, [name], { conflict: 'ON CONFLICT (project, name) DO UPDATE SET digest = excluded.digest' })),
  resolve: async (project, asked) => {
    if (asked.length === 0) return new Map();
    const found = await names.select(sql, 'WHERE project = $1 AND name = ANY($2::text[])', [project, asked]);
    return new Map(found.map(({ name, digest }) => [name, digest]));
  },
  namesOf: (project, digests) => names.select(sql, 'WHERE project = $1 AND digest = ANY($2::text[]) ORDER BY name', [project, digests]),
  deleteName: async (project, name) => (await sql.query('DELETE FROM image_names WHERE project = $1 AND name = $2 RETURNING 1', [project, name])).length > 0,
  isInUse: async (project, digest) => {
    const text = 'SELECT 1 FROM runs, jsonb_each_text(images) AS image WHERE project = $1 AND ended_at IS NULL AND image.value = $2 LIMIT 1';
    return (await sql.query(text, [project, digest])).length > 0;
  },
  kept: async ({ after = '', limit }) => {
    const all = `SELECT digest FROM images UNION SELECT image.value FROM runs, jsonb_each_text(images) AS image WHERE id IN (${KEPT} SELECT id FROM kept)`;
    const rows = await sql.query(`SELECT digest FROM (${all}) AS every WHERE digest COLLATE "C" > $1 ORDER BY digest COLLATE "C" LIMIT $2`, [after, limit]);
    return rows.map(({ digest }) => String(digest));
  },
});

export const uploadTable = (sql: Sql): UploadTable => ({
  get: (id) => uploads.first(sql, 'WHERE id = $1', [id]),
  insert: async (upload) => void (await uploads.insert(sql, [upload])),
  advance: (before, after) => uploads.update(sql, after, 'id = $2 AND "offset" = $3 AND parts = $4', [before.id, before.offset, before.parts]),
  delete: async (id) => void (await sql.query('DELETE FROM uploads WHERE id = $1', [id])),
  list: () => uploads.select(sql, 'ORDER BY id'),
});
