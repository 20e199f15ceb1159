import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One workspace package: a folder of libs/ or apps/. */
export interface Package {
  /** Absolute path. */
  readonly path: string;
  /** From the root: `libs/bits`. */
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  /** What it exports beside its index: `testing` for `@reprise/bits/testing`. */
  readonly parts: ReadonlySet<string>;
}

/** Library names are `@reprise/<folder>`; apps have such a name too, but nobody may import them. */
export const scope = '@reprise/';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const readJson = (path: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(value)) throw new Error(`${path}: not a JSON object`);
  return value;
};

export const recordIn = (json: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> => {
  const value = json[key];
  return isRecord(value) ? value : {};
};

export const readPackage = (root: string, folder: string): Package => {
  const path = join(root, folder);
  const manifest = join(path, 'package.json');
  const json = existsSync(manifest) ? readJson(manifest) : {};
  const parts = Object.keys(recordIn(json, 'exports')).flatMap((name) => (name.startsWith('./') ? [name.slice(2)] : []));
  return { path, folder, dependencies: new Set(Object.keys(recordIn(json, 'dependencies'))), parts: new Set(parts) };
};

const known = new Map<string, Package>();

/** The package that a source file belongs to; undefined for files of the root and of test/. */
export const packageOf = (file: string): Package | undefined => {
  const [, root, folder] = /^(.*)\/((?:libs|apps)\/[^/]+)\//.exec(file) ?? [];
  if (root === undefined || folder === undefined) return undefined;
  const key = `${root}/${folder}`;
  const found = known.get(key) ?? readPackage(root, folder);
  known.set(key, found);
  return found;
};
