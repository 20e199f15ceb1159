import { OptionError } from '@reprise/options';
import { parseDocument } from 'yaml';
import type { Path } from './yaml-source.ts';

/** A value that takes the place of one in a file: `--set machine.memory=1G`. */
export interface Setting {
  readonly path: Path;
  readonly value: unknown;
}

const FORM = /^([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)=([^]*)$/;

/** `KEY.KEY=VALUE`, the value as YAML has it. @throws OptionError */
export function parseSetting(text: string): Setting {
  const [, path, value] = FORM.exec(text) ?? [];
  if (path === undefined || value === undefined) throw new OptionError(`expected KEY=VALUE, such as machine.memory=1G or disks.0.readonly=true, got '${text}'`);
  const document = parseDocument(value, { prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new OptionError(`'${text}': ${error.message}`);
  return { path: path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)), value: document.toJS({ maxAliasCount: 0 }) ?? '' };
}

/** The value with settings in it; what they are in is made where it is missing. @throws OptionError where a setting does not fit */
export function applySettings(value: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((whole, { path, value: set }) => withValue(whole, path, set, path), value);
}

function withValue(whole: unknown, [key, ...further]: Path, value: unknown, path: Path): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole)) {
    const index = typeof key === 'number' && key <= whole.length ? key : null;
    if (index === null) throw new OptionError(`--set ${path.join('.')}: '${key}' is no place in a list of ${whole.length}`);
    const items: unknown[] = whole; // Array.isArray says any[]
    return items.toSpliced(index, 1, withValue(items[index], further, value, path));
  }
  if (typeof whole === 'object' && whole !== null) {
    const entries = Object.entries(whole);
    const inner = entries.find(([name]) => name === String(key))?.[1] as unknown; // Object.entries of an object says any
    return Object.fromEntries([...entries.filter(([name]) => name !== String(key)), [String(key), withValue(inner, further, value, path)]]);
  }
  if (whole !== undefined && whole !== null) throw new OptionError(`--set ${path.join('.')}: '${key}' is in what is no mapping`);
  return withValue(typeof key === 'number' ? [] : {}, [key, ...further], value, path);
}
