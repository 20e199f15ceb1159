import { ContentIndex } from '../pack/content-index.ts';
import type { PackIndex } from '../pack/pack-format.ts';
import { PackSink } from '../pack/pack-sink.ts';
import type { Packs } from '../pack/packs.ts';
import { type Changes, changesOf } from './changes.ts';
import type { Contents } from './contents.ts';
import { decodeManifest, encodeManifest, snapshotKey, type TreeReference } from './manifest.ts';
import { readSnapshot, Snapshot } from './snapshot.ts';
import type { DiskSource, SnapshotSource, TreeSource } from './snapshot-source.ts';

export interface WriteSnapshotOptions {
  /** A snapshot in the same store: what it has is not stored again. */
  readonly parent?: Snapshot;
  /** As many packs as the parent may need before the live content of the smaller ones is gathered in one; default 64. */
  readonly maxPacks?: number;
  /** Where pages of this snapshot were put already: they are not asked for. */
  readonly sink?: PackSink;
}

/** What writing a snapshot has stored, and where it is. */
export interface WrittenSnapshot {
  readonly snapshot: Snapshot;
  /** Pages and nodes put in new packs, and the bytes of those packs. */
  readonly entries: number;
  readonly bytes: number;
}

interface Part {
  readonly source: TreeSource | DiskSource;
  readonly changes: Changes;
}

/**
 * Stores a machine's state: the pages and nodes that are not in the parent's packs, then the manifest. Before the manifest is there, there
 * is no snapshot; afterwards it is all there. To write a state that is stored already is no error, and gives the snapshot that is there.
 * @throws the errors of the store; Damaged if the parent cannot be read; Error if a page does not have the hash that its tree says
 */
export async function writeSnapshot(packs: Packs, source: SnapshotSource, { parent, maxPacks = 64, sink = new PackSink(packs) }: WriteSnapshotOptions = {}): Promise<WrittenSnapshot> {
  const gathers = parent !== undefined && parent.packs.length >= maxPacks;
  const base = gathers ? undefined : parent;
  const before = await parent?.contents();
  const read = before && ((hash: Uint8Array) => before.read(hash));
  const parts: Part[] = [];
  for (const [name, tree] of source.ram) parts.push({ source: tree, changes: await changesOf(tree, base?.ram.get(name), read) });
  for (const [name, disk] of source.disks) parts.push({ source: disk, changes: await changesOf(disk, base?.disks.get(name), read) });

  const kept = gathers && before ? mostUsed(parts, before, Math.floor(maxPacks / 2)) : (before?.index ?? new ContentIndex());
  for (const part of parts) await addPages(sink, part, kept, before);
  for (const { changes } of parts) for (const { hash, bytes } of changes.nodes) if (!kept.find(hash)) await sink.add(hash, bytes);
  const added = await sink.finish();

  const references = [...kept.packs.map((pack) => pack.reference), ...added.filter(({ id }) => !kept.packs.some((pack) => pack.id === id))];
  const { id, bytes } = encodeManifest({ state: source.state, ram: referencesOf(source.ram), disks: referencesOf(source.disks), packs: references });
  const outcome = await packs.store.put(snapshotKey(id), bytes, { ifNoneMatch: true });
  const snapshot = outcome === 'created' ? new Snapshot(packs, decodeManifest(bytes, id)) : await readSnapshot(packs, id);
  if (outcome === 'exists') await snapshot.contents(); // its packs are there
  return { snapshot, entries: sink.entries, bytes: sink.bytes };
}

/** Adds the pages that are in no pack that is kept: from the machine, or from a pack that will not be needed any more. */
async function addPages(sink: PackSink, { source, changes }: Part, kept: ContentIndex, before: Contents | undefined): Promise<void> {
  const moved: { hash: Uint8Array; use: Uint8Array }[] = [];
  for (const { page, hash } of changes.pages) {
    if (kept.find(hash) || sink.has(hash)) continue;
    if (before?.has(hash)) moved.push({ hash, use: hash });
    else {
      const bytes = source.page(page);
      if (!bytes) throw new Error(`page ${page} has changed, and its bytes are not given`);
      await sink.add(hash, bytes);
    }
  }
  if (before) for await (const { use: hash, bytes } of before.readMany(moved)) await sink.add(hash, bytes);
}

/** Those packs, at most `count`, that hold most of what is used. */
function mostUsed(parts: readonly Part[], { index }: Contents, count: number): ContentIndex {
  const used = new Map<PackIndex, number>();
  for (const { changes } of parts) {
    for (const { hash } of [...changes.pages, ...changes.nodes]) {
      const pack = index.find(hash)?.pack;
      if (pack) used.set(pack, (used.get(pack) ?? 0) + 1);
    }
  }
  const best = new Set([...used].sort(([, a], [, b]) => b - a).slice(0, count).map(([pack]) => pack));
  const kept = new ContentIndex();
  for (const pack of index.packs) if (best.has(pack)) kept.add(pack); // oldest first, as they were
  return kept;
}

const referencesOf = (sources: ReadonlyMap<string, TreeSource | DiskSource>): Map<string, TreeReference> =>
  new Map([...sources].map(([name, source]) => {
    const { tree } = source;
    return [name, { shape: tree.shape, top: tree.top(), written: 'written' in source ? source.written : undefined }];
  }));
