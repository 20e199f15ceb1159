/** Positive controls: code that breaks a rule of the house, and must be found. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace, root } from './fixture.ts';

const manifest = (...dependencies: string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])), exports: { '.': './src/x.ts', './part': './src/x.ts', './testing': './src/x.ts' } });

const settings = '{ "extends": "../../tsconfig.base.json", "compilerOptions": { "types": ["node"] }, "include": ["src"] }';

/** File name -> its text and the rule that it breaks; undefined where it breaks none. */
const files: Readonly<Record<string, readonly [text: string, rule: string | undefined]>> = {
  // Who may import whom.
  'libs/qdev/src/down.ts': [`import { x } from '@reprise/bits';\nexport const y: unknown = x;\n`, undefined],
  'libs/qdev/src/up.ts': [`import { x } from '@reprise/machine';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/up-type.ts': [`import type { X } from '@reprise/machine';\nexport type Y = X;\n`, 'reprise(direction)'],
  'libs/qdev/src/up-inline.ts': [`export type Y = import('@reprise/machine').X;\n`, 'reprise(direction)'],
  'libs/qdev/src/up-export.ts': [`export { x } from '@reprise/machine';\n`, 'reprise(direction)'],
  'libs/qdev/src/up-late.ts': [`export const load = async (): Promise<unknown> => import('@reprise/machine');\n`, 'reprise(direction)'],
  'libs/qdev/src/up-spec.spec.ts': [`import { x } from '@reprise/machine';\nx();\n`, 'reprise(direction)'],
  'libs/qdev/src/undeclared.ts': [`import { x } from '@reprise/qom';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/itself.ts': [`import { x } from '@reprise/qdev';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/inside.ts': [`import { x } from '@reprise/bits/src/x.ts';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/part.ts': [`import { x } from '@reprise/bits/part';\nexport const y: unknown = x;\n`, undefined],
  'libs/qdev/src/testing.ts': [`import { x } from '@reprise/bits/testing';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/testing.spec.ts': [`import { x } from '@reprise/bits/testing';\nexport const y: unknown = x;\n`, undefined],
  'libs/qdev/src/sideways.ts': [`import { x } from '../../bits/src/x.ts';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/app.ts': [`import { x } from '@reprise/cli';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/qdev/src/package.ts': [`import { x } from 'lodash';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/unlisted/src/index.ts': [`import { x } from '@reprise/bits';\nexport const y = x;\n`, 'reprise(direction)'],
  'apps/cli/src/main.ts': [`import { x } from '@reprise/machine';\nexport const y: unknown = x;\n`, undefined],
  'test/golden/names.ts': [`import { x } from '@reprise/machine';\nexport const y: unknown = x;\n`, undefined],
  'test/golden/paths.ts': [`import { x } from '../../libs/bits/src/x.ts';\nexport const y = x;\n`, 'reprise(direction)'],
  'libs/bits/src/one.ts': [`import { two } from './two.ts';\nexport const one = (): unknown => two;\n`, 'import(no-cycle)'],
  'libs/bits/src/two.ts': [`import { one } from './one.ts';\nexport const two = (): unknown => one;\n`, 'import(no-cycle)'],
  'libs/bits/src/three.ts': [`import type { Four } from './four.ts';\nexport type Three = Four | 3;\n`, 'import(no-cycle)'],
  'libs/bits/src/four.ts': [`import type { Three } from './three.ts';\nexport type Four = Three | 4;\n`, 'import(no-cycle)'],

  // The deterministic zone.
  'libs/bits/src/node.ts': [`import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`, 'reprise(direction)'],
  'libs/bits/src/node.spec.ts': [`import { readFileSync } from 'node:fs';\nreadFileSync('x');\n`, undefined],
  'libs/vm-host/src/node.ts': [`import { readFileSync } from 'node:fs';\nexport const y = [readFileSync, Date.now];\n`, undefined],
  'libs/bits/src/date.ts': [`export const y = (): number => Date.now();\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/timer.ts': [`setTimeout(() => undefined, 1);\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/process.ts': [`export const y = process.env;\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/buffer.ts': [`export const y = Buffer.alloc(1);\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/performance.ts': [`export const y = performance.now();\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/console.ts': [`console.log('x');\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/global.ts': [`export const y = globalThis.Date;\n`, 'eslint(no-restricted-globals)'],
  'libs/bits/src/random.ts': [`export const y = Math.random();\n`, 'eslint(no-restricted-properties)'],
  'libs/bits/src/random-taken.ts': [`const { random } = Math;\nexport const y = random();\n`, 'eslint(no-restricted-properties)'],
  'libs/bits/src/sine.ts': [`export const y = Math.sin(1);\n`, 'eslint(no-restricted-properties)'],
  'libs/bits/src/locale.ts': [`export const y = 'a'.localeCompare('b');\n`, 'eslint(no-restricted-properties)'],

  // The types.
  'libs/bits/src/any.ts': [`export const y = (x: any): string => \`\${x}\`;\n`, 'typescript(no-explicit-any)'],
  'libs/bits/src/sure.ts': [`export const y = (x: string | undefined): string => x!;\n`, 'typescript(no-non-null-assertion)'],
  'libs/bits/src/cast.ts': [`export const y = (x: unknown): string => x as string;\n`, 'reprise(reasoned-cast)'],
  'libs/bits/src/cast-reasoned.ts': [`export const y = (x: unknown): string => x as string; // checked by the caller\n`, undefined],
  'libs/bits/src/cast-const.ts': [`export const y = ['a'] as const;\n`, undefined],
  'libs/bits/src/ignore.ts': [`// @ts-ignore\nexport const y: string = 1;\n`, 'typescript(ban-ts-comment)'],
  'libs/bits/src/floating.ts': [`export const y = (x: () => Promise<void>): void => {\n  x();\n};\n`, 'typescript(no-floating-promises)'],
  'libs/bits/src/all.ts': [`export * from './cast-const.ts';\n`, 'reprise(named-exports)'],
};

const rulesByFile = new Map<string, Set<string>>();
const workspace = makeWorkspace({
  ...Object.fromEntries(Object.entries(files).map(([name, [text]]) => [name, text])),
  'libs/bits/package.json': manifest(),
  'libs/bits/tsconfig.json': settings,
  'libs/bits/src/x.ts': 'export const x = 1;\n',
  'libs/qdev/package.json': manifest('@reprise/bits', '@reprise/machine'),
  'libs/vm-host/package.json': manifest(),
  'libs/unlisted/package.json': manifest('@reprise/bits'),
  'apps/cli/package.json': manifest('@reprise/machine'),
});
afterAll(() => workspace.remove());

beforeAll(() => {
  const run = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix', 'libs', 'apps', 'test'], {
    cwd: workspace.path,
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(1);
  for (const [, file = '', rule = ''] of run.stdout.matchAll(/^(\S+?):\d+:\d+: .*\[Error\/(.+)\]$/gm)) {
    rulesByFile.set(file, (rulesByFile.get(file) ?? new Set()).add(rule));
  }
});

describe('the linter', () => {
  it.each(Object.entries(files))('%s', (file, [, rule]) => {
    const found = [...(rulesByFile.get(file) ?? [])];
    if (rule === undefined) expect(found).toEqual([]);
    else expect(found).toContain(rule);
  });
});
