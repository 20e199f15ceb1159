import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { CONFORMANCE_PAGE, conformanceCases } from '../testing/conformance.ts';
import { faultCases } from '../testing/fault-cases.ts';
import { FileStore } from './file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let stores = 0;
const newStore = (): FileStore => new FileStore(join(folder, String(stores++), 'in', 'folders'), { pageSize: CONFORMANCE_PAGE });

describe('a store in files', () => {
  it.each(conformanceCases)('$title', ({ run }) => run(newStore()));
});

describe('snapshots in files', () => {
  it.each(faultCases())('$title', ({ run }) => run(newStore));
});
