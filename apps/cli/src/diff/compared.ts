import { blockAddress } from '@reprise/machine';
import type { ComparableState, MemoryDifference, StateDifferences } from '@reprise/store';
import { isTreeMap } from '@reprise/vmstate';

/** Two states and what differs between them. */
export interface Compared {
  /** How they were named. */
  readonly names: readonly [left: string, right: string];
  readonly states: readonly [left: ComparableState, right: ComparableState];
  readonly differences: StateDifferences;
}

export const PAGE_BYTES = 4096;

/** The physical address of a block of RAM; undefined for a disk, and for memory that has no place of its own. */
export function addressOf({ states }: Compared, { kind, name }: MemoryDifference): number | undefined {
  if (kind === 'disk') return undefined;
  return states.map((state) => blockAddress(machineOf(state), name)).find((address) => address !== undefined);
}

function machineOf({ state: { configuration } }: ComparableState): string {
  const machine = isTreeMap(configuration) && isTreeMap(configuration['machine']) ? configuration['machine']['machine'] : undefined;
  return typeof machine === 'string' ? machine : '';
}
