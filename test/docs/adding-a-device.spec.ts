/** The device of docs/adding-a-device.md, as it stands there, passes the tests that stand there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { blockAfter, codeBlocks } from './code-blocks.ts';

// Within the project, so that its libraries are found.
const parent = join(import.meta.dirname, '../../.vitest');
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, 'adding-a-device-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = codeBlocks('adding-a-device.md');
const fuzz = join(import.meta.dirname, '../../libs/hw/src/testing/fuzz.ts');
const spec = [`import { isAllSaved } from '${fuzz}';`, blockAfter(blocks, 'demo-counter.spec.ts'), blockAfter(blocks, 'More tests')].join('\n');
writeFileSync(join(folder, 'demo-counter.ts'), blockAfter(blocks, '`libs/hw/src/timer/demo-counter.ts`'));
writeFileSync(join(folder, 'demo-counter.spec.ts'), spec);

await import(join(folder, 'demo-counter.spec.ts'));
