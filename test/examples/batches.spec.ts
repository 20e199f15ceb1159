import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { batchSpecification } from '@reprise/contracts';
import { expandBatch } from '@reprise/control';
import { parse } from 'yaml';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const batches = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')] as const).filter(([, text]) => text.includes('batch.schema.json'));

it('are there', () => expect(batches.length).toBeGreaterThan(1));

it.each(batches)('%s is a batch whose every run has a job', (_, text) => {
  const batch = batchSpecification.parse(parse(text));
  const { base, runs } = expandBatch(batch);
  expect(runs.length).toBe(Object.values(batch.matrix).reduce((product, values) => product * values.length, 1));
  expect(base !== null).toBe(batch.fork !== undefined);
});
