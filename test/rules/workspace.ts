import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostLibraries, layers, rank } from './layers.ts';
import { readJson, readPackage, recordIn, scope, type Package } from './packages.ts';

const foldersIn = (root: string, group: string): string[] =>
  existsSync(join(root, group))
    ? readdirSync(join(root, group), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${group}/${entry.name}`)
        .toSorted()
    : [];

const stringsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The folders (from the root) that a tsconfig.json refers to. */
const referencesOf = (settings: Readonly<Record<string, unknown>>): string[] => {
  const references: unknown = settings['references'];
  if (!Array.isArray(references)) return [];
  return references.flatMap((item: unknown) => {
    const path: unknown = typeof item === 'object' && item !== null && 'path' in item ? item.path : undefined;
    return typeof path === 'string' ? [path.replace(/^(\.\.?\/)+/, '')] : [];
  });
};

const difference = (left: Iterable<string>, right: Iterable<string>): string[] => {
  const known = new Set(right);
  return [...left].filter((item) => !known.has(item));
};

const problemsOfPackage = ({ path, folder, dependencies }: Package): string[] => {
  const own = rank(folder);
  if (own === undefined) return [`${folder}: has no place in test/rules/layers.ts`];
  const libraries = [...dependencies].filter((name) => name.startsWith(scope)).map((name) => `libs/${name.slice(scope.length)}`);
  const upward = libraries.filter((library) => (rank(library) ?? layers.length) >= own);
  const settings = readJson(join(path, 'tsconfig.json'));
  const references = referencesOf(settings);
  const isEngine = folder.startsWith('libs/') && !hostLibraries.has(folder.slice('libs/'.length));
  const ambient = isEngine ? stringsIn(recordIn(settings, 'compilerOptions')['types']) : [];
  return [
    ...upward.map((library) => `${folder}/package.json: may not depend on ${library}: the direction is in test/rules/layers.ts`),
    ...difference(libraries, references).map((library) => `${folder}/tsconfig.json: misses a reference to ${library}`),
    ...difference(references, libraries).map((library) => `${folder}/tsconfig.json: refers to ${library}, which package.json does not name`),
    ...ambient.map((types) => `${folder}/tsconfig.json: ambient types '${types}' in the deterministic zone`),
  ];
};

/** What is wrong with how the packages of the workspace at `root` are declared; empty when all is well. */
export const problemsOfWorkspace = (root: string): string[] => {
  const libraries = foldersIn(root, 'libs');
  const folders = [...libraries, ...foldersIn(root, 'apps')];
  const projects = Object.keys(recordIn(readJson(join(root, 'nest-cli.json')), 'projects'));
  const built = referencesOf(readJson(join(root, 'tsconfig.json')));
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return [
    ...difference(layers.map((name) => `libs/${name}`), libraries).map((folder) => `test/rules/layers.ts: there is no ${folder}`),
    ...difference(folders, built).map((folder) => `tsconfig.json: misses a reference to ${folder}`),
    ...difference(folders.map((folder) => folder.replace(/^\w+\//, '')), projects).map((name) => `nest-cli.json: misses project ${name}`),
    ...(/"resolved": *"\w+:/.test(lock) ? ['package-lock.json: names a registry host (see .npmrc)'] : []),
    ...folders.flatMap((folder) => problemsOfPackage(readPackage(root, folder))),
  ];
};
