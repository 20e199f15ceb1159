import { hexOfBytes } from '@reprise/bits';
import type { ComparableState } from '@reprise/store';
import type { Tree } from '@reprise/vmstate';
import { addressOf, PAGE_BYTES, type Compared } from './compared.ts';

/**
 * What differs, for a program. Integers beyond 2^53-1 are decimal text, bytes are hexadecimal text; a side that has no such field is left out. Paths
 * are those in the state as it is encoded: docs/snapshot-format.md. Addresses, offsets and sizes are in bytes.
 */
export function diffJson(compared: Compared): string {
  const { names, states, differences: { fields, memories } } = compared;
  const [left, right] = states;
  const side = (name: string, { id }: ComparableState): object => ({ name, state: id });
  const value = {
    isSame: left.id === right.id,
    left: side(names[0], left),
    right: side(names[1], right),
    fields: fields.map(({ path, left: old, right: now }) => ({ path, left: plain(old), right: plain(now) })),
    memories: memories.map((memory) => {
      const { kind, name, sizes, pages } = memory;
      return {
        kind,
        name,
        address: addressOf(compared, memory),
        sizes: sizes.map((count) => count * PAGE_BYTES),
        ranges: pages.runs.map(({ first, end }) => ({ offset: first * PAGE_BYTES, size: (end - first) * PAGE_BYTES })),
      };
    }),
  };
  return `${JSON.stringify(value, null, 1)}\n`;
}

function plain(value: Tree | undefined): unknown {
  if (typeof value === 'bigint') return value >= -MAX && value <= MAX ? Number(value) : String(value);
  if (value instanceof Uint8Array) return hexOfBytes(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(plain) : Object.fromEntries(Object.entries(value).map(([name, item]: [string, Tree]) => [name, plain(item)]));
}

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
