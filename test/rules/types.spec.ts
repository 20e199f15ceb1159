/** Positive controls of the compiler's settings: each of these must be refused. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace, root } from './fixture.ts';

const faults: readonly [title: string, text: string, code: string][] = [
  ['a wrong type', `export const y: string = 1;\n`, 'TS2322'],
  ['a null that is not checked (strict)', `export const y = (x: string | undefined): number => x.length;\n`, 'TS18048'],
  ['an index that may miss (noUncheckedIndexedAccess)', `export const y = (x: string[]): string => x[0];\n`, 'TS2322'],
  ['undefined for an absent property (exactOptionalPropertyTypes)', `export const y: { x?: string } = { x: undefined };\n`, 'TS2375'],
  ['an enum (erasableSyntaxOnly)', `export enum Y { X }\n`, 'TS1294'],
  ['a global of the host in the engine', `export const y = process.pid;\n`, 'TS2591'],
  ['an import of the host in the engine', `export { readFileSync } from 'node:fs';\n`, 'TS2591'],
];

const codesByFile = new Map<string, string>();
const workspace = makeWorkspace({
  'libs/bits/tsconfig.json': JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist' },
    include: ['src', '../../types/*.d.ts'],
  }),
  ...Object.fromEntries(faults.map(([, text], index) => [`libs/bits/src/fault-${index}.ts`, text])),
});
afterAll(() => workspace.remove());

beforeAll(() => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-b', '--pretty', 'false', 'libs/bits'], { cwd: workspace.path, encoding: 'utf8' });
  expect(run.status, run.stdout).not.toBe(0);
  for (const [, file = '', code = ''] of run.stdout.matchAll(/^(\S+?)\(\d+,\d+\): error (TS\d+)/gm)) codesByFile.set(file, code);
});

describe('the compiler refuses', () => {
  it.each(faults.map(([title, , code], index) => [title, `libs/bits/src/fault-${index}.ts`, code]))('%s', (_title, file, code) => {
    expect(codesByFile.get(file)).toBe(code);
  });
});
