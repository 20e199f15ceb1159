import type { Commit, Head } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import type { Ports, RecordTables } from '../ports.ts';

const keyOf = (prefix: 'snapshots' | 'images', digest: string): string => `${prefix}/${digest.slice('sha256:'.length)}`;
export const imageKey = (digest: string): string => keyOf('images', digest);

export const snapshotKey = (state: string): string => keyOf('snapshots', state);

/** What an owner reports that objects are needed for. */
export interface Report {
  readonly head?: Head | null;
  /** A state beside those of the head. */
  readonly state?: string | null;
  readonly answers?: Commit['answers'];
}

/** Keys of the snapshots that a report makes needed, which were not by the head before. */
export function neededBy(before: Head | null, { head = null, state = null, answers = [] }: Report): readonly string[] {
  const known = new Set(before?.states);
  const answered = answers.flatMap(({ result }) => (typeof result['state'] === 'string' && result['state'].startsWith('sha256:') ? [result['state']] : []));
  const states = [...(head?.states ?? []), ...answered, ...(state === null ? [] : [state])].filter((each) => !known.has(each));
  return [...new Set(states.map(snapshotKey))];
}

/** Keys with those that they name. What is not there names nothing. */
export async function withNamed({ objects }: Pick<Ports, 'objects'>, keys: readonly string[]): Promise<readonly string[]> {
  const named = await Promise.all(keys.map((key) => objects.namedBy(key)));
  return [...new Set([...keys, ...named.flatMap((each) => each ?? [])])];
}

/**
 * In a transaction that makes the record need objects: sees to it that no collection is deleting them. What was deleted and is there again may be needed again.
 * @throws ControlError object.condemned: store them anew
 */
export async function keepObjects(tables: RecordTables, ports: Pick<Ports, 'objects'>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  for (const { key, gone } of await tables.condemned.among(keys)) {
    const named = gone ? await ports.objects.namedBy(key) : undefined;
    if (named === undefined) throw new ControlError('object.condemned', `object ${key} has been collected as garbage: store it anew`, { key });
    await keepObjects(tables, ports, named); // somebody else may have written it anew, in other packs
    await tables.condemned.spare([key]);
  }
}
