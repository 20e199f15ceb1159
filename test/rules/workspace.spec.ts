import { afterEach, describe, expect, it } from 'vitest';
import { makeWorkspace, root } from './fixture.ts';
import { layers } from './layers.ts';
import { problemsOfWorkspace } from './workspace.ts';

type Files = Readonly<Record<string, unknown>>;

/** A workspace in order: every library of the list, two of them with a dependency. */
const inOrder: Files = {
  'package-lock.json': { packages: { 'node_modules/@reprise/bits': { resolved: 'libs/bits', link: true } } },
  'nest-cli.json': { projects: Object.fromEntries(layers.map((name) => [name, {}])) },
  'tsconfig.json': { references: layers.map((name) => ({ path: `libs/${name}` })) },
  ...Object.fromEntries(
    layers.flatMap((name) => [
      [`libs/${name}/package.json`, {}],
      [`libs/${name}/tsconfig.json`, {}],
    ]),
  ),
  'libs/qdev/package.json': { dependencies: { '@reprise/bits': '*' } },
  'libs/qdev/tsconfig.json': { references: [{ path: '../../libs/bits' }] },
  'libs/vm-host/tsconfig.json': { compilerOptions: { types: ['node'] } },
};

let remove = (): void => undefined;
afterEach(() => remove());

const problemsOf = (changes: Files): string[] => {
  const files = Object.entries({ ...inOrder, ...changes });
  const workspace = makeWorkspace(Object.fromEntries(files.map(([name, value]): [string, string] => [name, JSON.stringify(value)])));
  remove = workspace.remove;
  return problemsOfWorkspace(workspace.path);
};

describe('the check of the packages', () => {
  it.each<[title: string, changes: Files, problem: string | undefined]>([
    ['accepts a workspace in order', {}, undefined],
    [
      'finds a dependency that points up',
      {
        'libs/qdev/package.json': { dependencies: { '@reprise/machine': '*' } },
        'libs/qdev/tsconfig.json': { references: [{ path: '../../libs/machine' }] },
      },
      'libs/qdev/package.json: may not depend on libs/machine: the direction is in test/rules/layers.ts',
    ],
    [
      'finds a dependency on an app',
      {
        'libs/qdev/package.json': { dependencies: { '@reprise/bits': '*', '@reprise/cli': '*' } },
        'libs/qdev/tsconfig.json': { references: [{ path: '../../libs/bits' }, { path: '../../libs/cli' }] },
      },
      'libs/qdev/package.json: may not depend on libs/cli: the direction is in test/rules/layers.ts',
    ],
    ['finds a reference that is missing', { 'libs/qdev/tsconfig.json': {} }, 'libs/qdev/tsconfig.json: misses a reference to libs/bits'],
    [
      'finds a reference without a dependency',
      { 'libs/qdev/package.json': {} },
      'libs/qdev/tsconfig.json: refers to libs/bits, which package.json does not name',
    ],
    [
      "finds Node's types in the deterministic zone",
      { 'libs/bits/tsconfig.json': { compilerOptions: { types: ['node'] } } },
      "libs/bits/tsconfig.json: ambient types 'node' in the deterministic zone",
    ],
    [
      'finds a library without a place',
      {
        'libs/extra/package.json': {},
        'libs/extra/tsconfig.json': {},
        'nest-cli.json': { projects: Object.fromEntries([...layers, 'extra'].map((name) => [name, {}])) },
        'tsconfig.json': { references: [...layers, 'extra'].map((name) => ({ path: `libs/${name}` })) },
      },
      'libs/extra: has no place in test/rules/layers.ts',
    ],
    [
      'finds a library that is not built',
      { 'tsconfig.json': { references: layers.slice(1).map((name) => ({ path: `libs/${name}` })) } },
      'tsconfig.json: misses a reference to libs/bits',
    ],
    [
      'finds a registry in the lock file',
      { 'package-lock.json': { packages: { 'node_modules/x': { resolved: 'https://registry.example/x.tgz' } } } },
      'package-lock.json: names a registry host (see .npmrc)',
    ],
  ])('%s', (_title, changes, problem) => {
    expect(problemsOf(changes)).toEqual(problem === undefined ? [] : [problem]);
  });

  it('is content with this repository', () => {
    expect(problemsOfWorkspace(root)).toEqual([]);
  });
});
