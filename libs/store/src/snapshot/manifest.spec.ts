import { PageTree } from '@reprise/tree';
import { encodeCanonical, type Tree } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes.ts';
import { Damaged, UnknownFormat } from '../errors.ts';
import { hexOf, sha256 } from '../hash.ts';
import { bytesOf } from '../testing/bytes.ts';
import { decodeManifest, encodeManifest, type Manifest, snapshotIdOf, snapshotKey } from './manifest.ts';
import { PageSet } from './page-set.ts';

function treeOf(pages: number) {
  const tree = new PageTree(pages, sha256);
  tree.update(0, bytesOf(4096, pages));
  return { shape: tree.shape, top: tree.top(), written: undefined };
}

const [ram, disk] = [treeOf(700), treeOf(5)];
const manifest: Omit<Manifest, 'id'> = {
  state: { engine: { icount: 5 }, configuration: { machine: 'virt' } },
  ram: new Map([['mrom', treeOf(3)], ['ram', ram]]),
  disks: new Map([['d', { ...disk, written: PageSet.of([0, 3, 4]) }]]),
  packs: [{ id: hexOf(sha256(bytesOf(1, 1))), size: 5000, footer: 80 }],
};

/** A manifest of any parts, with lengths and checksum that are right. */
function rawManifest(state: Tree, storage: Tree): { readonly id: string; readonly bytes: Uint8Array } {
  const [whole, rest] = [encodeCanonical(state), encodeCanonical(storage)];
  const prefix = new Uint8Array(20);
  prefix.set(new TextEncoder().encode('REPRSNAP'));
  [1, whole.length, rest.length].forEach((word, index) => new DataView(prefix.buffer).setUint32(8 + 4 * index, word, true));
  const content = concat([prefix, whole, rest]);
  return { id: `sha256:${hexOf(sha256(whole))}`, bytes: concat([content, sha256(content)]) };
}

const problemWith = ({ id, bytes }: { readonly id: string; readonly bytes: Uint8Array }): unknown => {
  try {
    return decodeManifest(bytes, id);
  } catch (error) {
    return error;
  }
};

describe('a manifest', () => {
  it('gives back what it was made of', () => {
    const { id, bytes } = encodeManifest(manifest);
    const decoded = decodeManifest(bytes, id);
    expect(decoded.packs).toEqual(manifest.packs);
    expect([...decoded.disks.get('d')?.written ?? []]).toEqual([0, 3, 4]);
    expect([...decoded.ram].map(([name, { shape, top }]) => [name, shape.pages, top])).toEqual([['ram', 700, ram.top], ['mrom', 3, treeOf(3).top]]);
    expect(decoded.state).toEqual({
      ...manifest.state, ram: { mrom: treeOf(3).shape.root(treeOf(3).top), ram: ram.shape.root(ram.top) }, disks: { d: disk.shape.root(disk.top) },
    });
  });

  it('has the hash of the state as its id, which its packs do not change', () => {
    const state = encodeCanonical({
      ...manifest.state, ram: { mrom: treeOf(3).shape.root(treeOf(3).top), ram: ram.shape.root(ram.top) }, disks: { d: disk.shape.root(disk.top) },
    });
    expect(encodeManifest(manifest).id).toBe(`sha256:${hexOf(sha256(state))}`);
    expect(encodeManifest({ ...manifest, packs: [] }).id).toBe(encodeManifest(manifest).id);
  });

  it('stands under its id', () => {
    const id = `sha256:${'0a'.repeat(32)}`;
    expect(snapshotKey(id)).toBe(`snapshots/${'0a'.repeat(32)}`);
    expect(snapshotIdOf(snapshotKey(id))).toBe(id);
    for (const key of ['snapshots/x', `packs/${'0a'.repeat(32)}`, `snapshots/${'0a'.repeat(33)}`]) expect(snapshotIdOf(key)).toBe(undefined);
  });

  const { id, bytes } = encodeManifest(manifest);
  const changed = (at: number, value: number): Uint8Array => bytes.map((byte, index) => (index === at ? value : byte));
  it.each([
    ['of nothing', new Uint8Array(), 'a manifest of 0 bytes'],
    ['cut short', bytes.slice(0, -1), 'about its storage'],
    ['with a byte more', concat([bytes, new Uint8Array(1)]), 'about its storage'],
    ['of something else', changed(0, 0), 'its beginning is not that of a manifest'],
    ['with a large length', changed(15, 0xff), 'about its storage'],
    ['with a bit flipped in its state', changed(40, (bytes[40] ?? 0) ^ 1), 'its checksum is wrong'],
    ['with a bit flipped in its checksum', changed(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1), 'its checksum is wrong'],
    ['of another snapshot', encodeManifest({ ...manifest, state: {} }).bytes, 'its state is that of sha256:'],
  ])('%s is damaged', (_what, damaged, message) => {
    const error = problemWith({ id, bytes: damaged });
    expect(error).toBeInstanceOf(Damaged);
    expect(String(error)).toContain(`snapshot ${id}: `);
    expect(String(error)).toContain(message);
  });

  it('of another version is named', () => {
    expect(problemWith({ id, bytes: changed(8, 2) })).toBeInstanceOf(UnknownFormat);
    expect(String(problemWith({ id, bytes: changed(8, 2) }))).toContain('its format is version 2, only 1 can be read');
  });

  const hash = sha256(new Uint8Array(1));
  const root = ram.shape.root(ram.top);
  const good = { packs: [], ram: { r: [700, ram.top] }, disks: {} };
  it.each<[string, Tree, Tree, string]>([
    ['a state that is no map', [], good, 'expected a map'],
    ['no RAM', { disks: {} }, good, '/ram: expected a map'],
    ['no disks', { ram: { r: root } }, good, '/disks: expected a map'],
    ['no storage of RAM', { ram: { r: root }, disks: {} }, { packs: [], disks: {} }, '/storage/ram: expected a map'],
    ['a block without a root', { ram: {}, disks: {} }, good, 'has other names than its storage'],
    ['a block of another name', { ram: { s: root }, disks: {} }, good, '/ram/r: expected 32 bytes'],
    ['another root', { ram: { r: hash }, disks: {} }, good, '/storage/ram/r: its root is not that of the state'],
    ['another size', { ram: { r: root }, disks: {} }, { ...good, ram: { r: [701, ram.top] } }, 'its root is not that of the state'],
    ['a huge size', { ram: { r: root }, disks: {} }, { ...good, ram: { r: [2 ** 21, ram.top] } }, '/storage/ram/r/pages: expected 1..1048576'],
    ['a written set for RAM', { ram: { r: root }, disks: {} }, { ...good, ram: { r: [700, ram.top, []] } }, 'expected a list of 2'],
    ['a disk without one', { ram: {}, disks: { r: root } }, { packs: [], ram: {}, disks: { r: [700, ram.top] } }, 'expected a list of 3'],
    ['written pages that are none', { ram: {}, disks: { r: root } }, { packs: [], ram: {}, disks: { r: [700, ram.top, [0, 701]] } }, '/written[1]: expected 1..700'],
    ['a short hash', { ram: { r: root }, disks: {} }, { ...good, ram: { r: [700, ram.top.slice(1)] } }, '/top: expected 32 bytes'],
    ['no packs', { ram: { r: root }, disks: {} }, { ...good, packs: null }, '/packs: expected a list'],
    ['half a pack', { ram: { r: root }, disks: {} }, { ...good, packs: [[hash, 5]] }, '/packs[0]: expected a list of 3'],
    ['a huge pack', { ram: { r: root }, disks: {} }, { ...good, packs: [[hash, 2 ** 40, 5]] }, '/packs[0]/size: expected 0..'],
  ])('with %s is damaged', (_what, state, storage, message) => {
    const error = problemWith(rawManifest(state, storage));
    expect(error).toBeInstanceOf(Damaged);
    expect(String(error)).toContain(message);
  });
});
