import { hexOfBytes } from '@reprise/bits';
import type { HashFunction, PageTree } from '@reprise/tree';
import { decodeCanonical, encodeCanonical, expectMap, type TreeMap } from '@reprise/vmstate';
import { saveState, type RunParts } from './saved-run.ts';

/** Hash trees of memories, by their names. */
type Trees = ReadonlyMap<string, PageTree>;

/** A run's state at one instant, with its memory as hash trees: enough to tell where it differs from another. It stays as it is. */
export interface HashedState {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** All but memory. */
  readonly state: TreeMap;
  readonly ram: Trees;
  readonly disks: Trees;
}

type HashedRun = RunParts & { readonly hash: HashFunction };

/** The name of a run's state: the hash of its canonical encoding, in which memories are the roots of their trees. */
export const digestRun = (run: HashedRun): string => digestOf(run.hash, saveState(run), treesOf(run));

/** A copy of a run's state. */
export function hashRun(run: HashedRun): HashedState {
  const state = saveState(run);
  const { ram, disks } = treesOf(run);
  return {
    digest: digestOf(run.hash, state, { ram, disks }),
    state: expectMap(decodeCanonical(encodeCanonical(state)), ''),
    ram: copiesOf(ram),
    disks: copiesOf(disks),
  };
}

const treesOf = ({ trees, disks, hash }: HashedRun): Pick<HashedState, 'ram' | 'disks'> =>
  ({ ram: trees.current(), disks: new Map([...disks].map(([name, disk]) => [name, disk.tree(hash)])) });

const digestOf = (hash: HashFunction, state: TreeMap, { ram, disks }: Pick<HashedState, 'ram' | 'disks'>): string =>
  `sha256:${hexOfBytes(hash(encodeCanonical({ ...state, ram: rootsOf(ram), disks: rootsOf(disks) })))}`;

const rootsOf = (trees: Trees): TreeMap => Object.fromEntries([...trees].map(([name, tree]) => [name, tree.root()]));
const copiesOf = (trees: Trees): Trees => new Map([...trees].map(([name, tree]) => [name, tree.copy()]));
