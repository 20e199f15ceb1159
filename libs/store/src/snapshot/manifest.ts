/**
 * A manifest: the canonical state of a machine, whose hash is the snapshot's id, and where its pages are kept.
 * docs/snapshot-format.md has every byte of it.
 */
import { equalHashes, HASH_BYTES, TreeShape } from '@reprise/tree';
import { decodeCanonical, encodeCanonical, expectInteger, expectList, expectMap, StateError, type Tree, type TreeMap } from '@reprise/vmstate';
import { concat } from '../bytes.ts';
import { Damaged, UnknownFormat } from '../errors.ts';
import { hexOf, isHexHash, sha256 } from '../hash.ts';
import { MAX_FOOTER_BYTES, MAX_PACK_BYTES, type PackReference } from '../pack/pack-format.ts';
import { PageSet } from './page-set.ts';

export const MANIFEST_VERSION = 1;
/** Bytes of a manifest, at most, and of its two parts. */
export const MAX_STATE_BYTES = 48 << 20;
export const MAX_STORAGE_BYTES = 16 << 20;
const PREFIX_BYTES = 20;
export const MAX_MANIFEST_BYTES = PREFIX_BYTES + MAX_STATE_BYTES + MAX_STORAGE_BYTES + HASH_BYTES;
/** Pages of RAM (a machine's memory is one WebAssembly memory) and of a disk, at most: 4 GiB and 1 TiB. */
export const MAX_RAM_PAGES = 2 ** 20;
export const MAX_DISK_PAGES = 2 ** 28;
/** Packs that one snapshot may need, and bytes of their footers in all. */
export const MAX_PACKS = 4096;
export const MAX_INDEX_BYTES = 512 << 20;

const MAGIC = new TextEncoder().encode('REPRSNAP');
const ID = 'sha256:';

/** The tree of one memory: how many pages, and the hash of its top node. */
export interface TreeReference {
  readonly shape: TreeShape;
  readonly top: Uint8Array;
  /** Of a disk: the pages that the guest has written. The others are those of its image, and not stored. */
  readonly written: PageSet | undefined;
}

export interface Manifest {
  /** `sha256:` and the hash of the state in 64 hexadecimal digits. */
  readonly id: string;
  /** The state as it is hashed: `ram` and `disks` hold the roots of trees. */
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, TreeReference>;
  readonly disks: ReadonlyMap<string, TreeReference>;
  readonly packs: readonly PackReference[];
}

/** @throws RangeError if it is not the id of a snapshot */
export function snapshotKey(id: string): string {
  const hex = id.startsWith(ID) ? id.slice(ID.length) : '';
  if (!isHexHash(hex)) throw new RangeError(`'${id}' is not the id of a snapshot: sha256: and 64 hexadecimal digits`);
  return `snapshots/${hex}`;
}

/** The id of a snapshot whose object has this key; undefined for another key. */
export function snapshotIdOf(key: string): string | undefined {
  const hex = key.startsWith('snapshots/') ? key.slice('snapshots/'.length) : '';
  return isHexHash(hex) ? `${ID}${hex}` : undefined;
}

const idOf = (state: Uint8Array): string => `${ID}${hexOf(sha256(state))}`;

/** A manifest's bytes and id, of the state without `ram` and `disks`, whose roots are put in here. */
export function encodeManifest({ state, ram, disks, packs }: Omit<Manifest, 'id'>): { readonly id: string; readonly bytes: Uint8Array } {
  const whole = encodeCanonical({ ...state, ram: rootsOf(ram), disks: rootsOf(disks) });
  const storage = encodeCanonical({
    packs: packs.map(({ id, size, footer }) => [Buffer.from(id, 'hex'), size, footer]),
    ram: treesOf(ram),
    disks: treesOf(disks),
  });
  if (whole.length > MAX_STATE_BYTES) throw new RangeError(`a state of ${whole.length} bytes, a snapshot takes ${MAX_STATE_BYTES}`);
  if (storage.length > MAX_STORAGE_BYTES) throw new RangeError(`${storage.length} bytes about packs and pages, a snapshot takes ${MAX_STORAGE_BYTES}`);
  const prefix = new Uint8Array(PREFIX_BYTES);
  const view = new DataView(prefix.buffer);
  prefix.set(MAGIC);
  [MANIFEST_VERSION, whole.length, storage.length].forEach((word, index) => view.setUint32(8 + 4 * index, word, true));
  const content = concat([prefix, whole, storage]);
  return { id: idOf(whole), bytes: concat([content, sha256(content)]) };
}

/**
 * Reads the manifest of a snapshot.
 * @throws Damaged if it is not what was stored under this id, UnknownFormat if it is of another version
 */
export function decodeManifest(bytes: Uint8Array, id: string): Manifest {
  const damaged = (problem: string): Damaged => new Damaged(`snapshot ${id}: ${problem}`, snapshotKey(id));
  if (bytes.length < PREFIX_BYTES + HASH_BYTES || bytes.length > MAX_MANIFEST_BYTES) throw damaged(`a manifest of ${bytes.length} bytes`);
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw damaged('its beginning is not that of a manifest');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [version, stateBytes, storageBytes] = [view.getUint32(8, true), view.getUint32(12, true), view.getUint32(16, true)];
  if (version !== MANIFEST_VERSION) {
    throw new UnknownFormat(`snapshot ${id}: its format is version ${version}, only ${MANIFEST_VERSION} can be read`, snapshotKey(id));
  }
  if (stateBytes > MAX_STATE_BYTES || storageBytes > MAX_STORAGE_BYTES || bytes.length !== PREFIX_BYTES + stateBytes + storageBytes + HASH_BYTES) {
    throw damaged(`${bytes.length} bytes for a state of ${stateBytes} and ${storageBytes} about its storage`);
  }
  const end = bytes.length - HASH_BYTES;
  if (!equalHashes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) throw damaged('its checksum is wrong');
  const whole = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + stateBytes);
  if (idOf(whole) !== id) throw damaged(`its state is that of ${idOf(whole)}`);
  try {
    const state = expectMap(decodeCanonical(whole, MAX_STATE_BYTES), '');
    const storage = expectMap(decodeCanonical(bytes.subarray(PREFIX_BYTES + stateBytes, end), MAX_STORAGE_BYTES), '/storage');
    const packs = expectList(storage['packs'] ?? null, '/packs', 0, MAX_PACKS).map((pack, index) => decodePack(pack, `/packs[${index}]`));
    const indexBytes = packs.reduce((sum, { footer }) => sum + footer, 0);
    if (indexBytes > MAX_INDEX_BYTES) throw new StateError('/packs', `their footers have ${indexBytes} bytes, at most ${MAX_INDEX_BYTES} can be`);
    return {
      id,
      state,
      ram: decodeTrees(storage['ram'] ?? null, state['ram'] ?? null, '/ram', false),
      disks: decodeTrees(storage['disks'] ?? null, state['disks'] ?? null, '/disks', true),
      packs,
    };
  } catch (error) {
    throw error instanceof StateError ? damaged(error.message) : error;
  }
}

const rootsOf = (trees: Manifest['ram']): TreeMap => Object.fromEntries([...trees].map(([name, { shape, top }]) => [name, shape.root(top)]));

const treesOf = (trees: Manifest['ram']): TreeMap =>
  Object.fromEntries([...trees].map(([name, { shape, top, written }]): [string, Tree] => [name, [shape.pages, top, ...(written ? [written.encode()] : [])]]));

function decodeTrees(storage: Tree, roots: Tree, path: string, isDisk: boolean): Map<string, TreeReference> {
  const trees = expectMap(storage, `/storage${path}`);
  const expected = expectMap(roots, path);
  const names = Object.keys(trees);
  if (names.length !== Object.keys(expected).length) throw new StateError(path, 'has other names than its storage');
  return new Map(names.map((name) => {
    const where = `/storage${path}/${name}`;
    const fields = expectList(trees[name] ?? null, where, isDisk ? 3 : 2, isDisk ? 3 : 2);
    const shape = new TreeShape(expectInteger(fields[0] ?? null, `${where}/pages`, 1, isDisk ? MAX_DISK_PAGES : MAX_RAM_PAGES), sha256);
    const top = expectHash(fields[1] ?? null, `${where}/top`);
    if (!equalHashes(shape.root(top), expectHash(expected[name] ?? null, `${path}/${name}`))) throw new StateError(where, 'its root is not that of the state');
    return [name, { shape, top, written: isDisk ? PageSet.decode(fields[2] ?? null, `${where}/written`, shape.pages) : undefined }];
  }));
}

function decodePack(tree: Tree, path: string): PackReference {
  const [id = null, size = null, footer = null] = expectList(tree, path, 3, 3);
  return {
    id: hexOf(expectHash(id, `${path}/id`)),
    size: expectInteger(size, `${path}/size`, 0, MAX_PACK_BYTES),
    footer: expectInteger(footer, `${path}/footer`, 0, MAX_FOOTER_BYTES),
  };
}

function expectHash(tree: Tree, path: string): Uint8Array {
  if (tree instanceof Uint8Array && tree.length === HASH_BYTES) return tree;
  throw new StateError(path, `expected ${HASH_BYTES} bytes`);
}
