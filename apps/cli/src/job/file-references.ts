import { createReadStream, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { dirname, resolve } from 'node:path';
import { OptionError } from '@reprise/options';
import { pointer, type Path } from './yaml-source.ts';

/** A file of this machine that a job names as an image: `file:./disk.img`, from the folder of the job. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
  /** `sha256:..` */
  readonly digest: string;
}

const PREFIX = 'file:';

/** Where a job has images; `*` is every item of a list. */
const imagePlaces: readonly (readonly string[])[] = [
  ['boot', 'kernel'], ['boot', 'initrd'], ['boot', 'bios'], ['boot', 'program'],
  ['disks', '*', 'image'],
  ['crash', 'symbols', '*'],
];
/** And a batch: in its job, and as values of its matrix, from where they come into the job. */
const batchPlaces = [...imagePlaces.map((place) => ['job', ...place]), ['matrix', '*', '*']];

export interface Resolved {
  /** The same with digests for files. */
  readonly value: unknown;
  readonly files: readonly LocalFile[];
}

/**
 * Replaces the files that a job or a batch names by their digests. Nothing is uploaded yet.
 * @param base the file that names them; those of stdin are from the working folder
 * @throws OptionError for a file that cannot be read
 */
export async function resolveFiles(kind: 'job' | 'batch', value: unknown, base: string, place: (path: Path) => string): Promise<Resolved> {
  const folder = base === '-' ? process.cwd() : dirname(base);
  const files = new Map<string, LocalFile>();
  const replace = async (text: string, path: Path): Promise<string> => {
    const file = resolve(folder, text.slice(PREFIX.length));
    const known = files.get(file) ?? await describeFile(file, (problem) => new OptionError(`${place(path)}: ${pointer(path)}: ${problem}`));
    files.set(file, known);
    return known.digest;
  };
  let whole = value;
  for (const pattern of kind === 'job' ? imagePlaces : batchPlaces) whole = await replaced(whole, pattern, [], replace);
  return { value: whole, files: [...files.values()] };
}

async function replaced(value: unknown, [key, ...further]: readonly string[], path: Path, replace: (text: string, path: Path) => Promise<string>): Promise<unknown> {
  if (key === undefined) return typeof value === 'string' && value.startsWith(PREFIX) ? replace(value, path) : value;
  if (Array.isArray(value)) {
    const items: unknown[] = value; // Array.isArray says any[]
    return key === '*' ? Promise.all(items.map((item, index) => replaced(item, further, [...path, index], replace))) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([name, inner]: [string, unknown]) =>
    [name, name === key || key === '*' ? await replaced(inner, further, [...path, name], replace) : inner] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** @throws what `fail` makes of the problem */
export async function describeFile(path: string, fail: (problem: string) => Error): Promise<LocalFile> {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw fail(`${path} is no file`);
    if (stats.size === 0) throw fail(`${path} is empty`);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
    return { path, bytes: stats.size, digest: `sha256:${hash.digest('hex')}` };
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw fail(`${path} cannot be read: ${error.message}`);
    throw error;
  }
}
