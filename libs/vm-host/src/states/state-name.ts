import { OptionError } from '@reprise/options';

/** Which state is meant. `text` is how it was named. */
export type StateName =
  /** Of a recording: the first instant with so many instructions; null = its end. */
  | { readonly kind: 'recorded'; readonly text: string; readonly folder: string; readonly icount: number | null }
  /** A snapshot in a store: the hexadecimal digits that its id begins with. */
  | { readonly kind: 'stored'; readonly text: string; readonly store: string; readonly digits: string };

export const stateForms = 'DIR@N, DIR, file:FOLDER#ID or s3://BUCKET/PREFIX?endpoint=URL#ID';

const IS_STORE = /^(file|s3):/;
const ID = /^(?:sha256:)?([0-9a-f]{1,64})$/;
const INSTANT = /^(.+)@(\d+)$/;

/**
 * `DIR@N`: a recording after N instructions; `DIR`: at its end; `STORE#ID`: a snapshot by its id, `sha256:` and 64 digits, or the first of these.
 * A folder whose own name ends with `@` and digits is written with a `/` behind it.
 * @throws OptionError for anything else
 */
export function parseStateName(text: string): StateName {
  if (IS_STORE.test(text)) return parseStored(text);
  if (text === '') throw new OptionError(`'' names no state: expected ${stateForms}`);
  const [, folder, digits] = INSTANT.exec(text) ?? [];
  if (folder === undefined) return { kind: 'recorded', text, folder: text, icount: null };
  const icount = Number(digits);
  if (!Number.isSafeInteger(icount)) throw new OptionError(`'${text}': expected up to 2^53-1 instructions after '@'`);
  return { kind: 'recorded', text, folder, icount };
}

function parseStored(text: string): StateName {
  const at = text.lastIndexOf('#');
  if (at < 0) throw new OptionError(`'${text}' is a store: name a snapshot of it, ${text}#ID`);
  const digits = ID.exec(text.slice(at + 1))?.[1];
  if (digits === undefined) throw new OptionError(`'${text}': expected the id of a snapshot after '#', sha256: and up to 64 of 0-9 and a-f`);
  return { kind: 'stored', text, store: text.slice(0, at), digits };
}
