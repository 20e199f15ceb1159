import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { hostLibraries, rank } from './layers.ts';
import { packageOf, scope, type Package } from './packages.ts';

const isSpec = (file: string): boolean => file.endsWith('.spec.ts');

const isEngine = (owner: Package): boolean =>
  owner.folder.startsWith('libs/') && !hostLibraries.has(owner.folder.slice('libs/'.length));

const aboutRelative = (file: string, specifier: string, owner: Package | undefined): string | undefined => {
  const target = resolve(dirname(file), specifier);
  const targetOwner = packageOf(target);
  if (targetOwner?.path === owner?.path) return undefined;
  if (targetOwner !== undefined) return `'${specifier}' reaches into ${targetOwner.folder}: import the library by its name`;
  return `'${specifier}' leaves ${owner?.folder ?? 'its package'}`;
};

/** What a library offers to others' specs, and to nothing else. Its other parts are those that not everybody who uses it is to load. */
const TESTING = 'testing';

const aboutLibrary = (specifier: string, owner: Package, fromSpec: boolean): string | undefined => {
  const [name = '', ...inside] = specifier.slice(scope.length).split('/');
  const folder = `libs/${name}`;
  const part = inside.join('/');
  const isOffered = part === TESTING ? fromSpec : packageOf(join(owner.path, '../..', folder, 'package.json'))?.parts.has(part);
  if (inside.length > 0 && !isOffered) return `'${specifier}' reaches into ${folder}: import '${scope}${name}'`;
  if (folder === owner.folder) return `'${specifier}' is this library itself: inside it, import the file`;
  const from = rank(owner.folder);
  const to = rank(folder);
  if (from === undefined) return `${owner.folder} has no place in test/rules/layers.ts`;
  if (to === undefined) return `'${specifier}' is no library of test/rules/layers.ts`;
  if (to >= from) return `${owner.folder} may not depend on ${folder}: the direction is in test/rules/layers.ts`;
  if (!owner.dependencies.has(`${scope}${name}`)) return `'${specifier}' is not in the dependencies of ${owner.folder}/package.json`;
  return undefined;
};

/** What is wrong with an import of `specifier` in `file` (absolute path), or undefined. */
export const problemWithImport = (file: string, specifier: string): string | undefined => {
  const owner = packageOf(file);
  if (specifier.startsWith('.')) return aboutRelative(file, specifier, owner);
  if (owner === undefined) return undefined;
  if (specifier.startsWith(scope)) return aboutLibrary(specifier, owner, isSpec(file));
  if (isSpec(file)) return undefined;
  if (isBuiltin(specifier)) {
    return isEngine(owner) ? `'${specifier}' is of the host: ${owner.folder} is in the deterministic zone` : undefined;
  }
  return owner.dependencies.has(specifier) ? undefined : `'${specifier}' is not in the dependencies of ${owner.folder}/package.json`;
};
