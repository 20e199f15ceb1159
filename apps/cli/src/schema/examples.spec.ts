import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBatch, readJob } from '../job/read-job.ts';
import { projectFile } from '../project-file.ts';
import { schemas, schemaText } from './schema-command.ts';

const folder = projectFile('examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('the examples', () => {
  it('are there', () => expect(examples.length).toBeGreaterThan(5));

  it.each(examples)('%s is valid, and names its schema', async (name) => {
    const path = join(folder, name);
    const [, kind] = /^# yaml-language-server: \$schema=(\w+)\.schema\.json\n/.exec(readFileSync(path, 'utf8')) ?? [];
    expect(['job', 'batch']).toContain(kind);
    await (kind === 'job' ? readJob : readBatch)(path, []);
  });
});

// `./reprise schema NAME > examples/NAME.schema.json` makes them anew.
it.each(Object.entries(schemas))('the published schema of a %s is that of the code', (name, schema) => {
  expect(readFileSync(join(folder, `${name}.schema.json`), 'utf8')).toBe(schemaText(schema()));
});
