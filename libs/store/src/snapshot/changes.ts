import type { DiskSource, TreeSource } from './snapshot-source.ts';
import { treeDifferences } from './tree-differences.ts';
import { nodesOfTree, nodesOfZeros } from './tree-nodes.ts';
import type { StoredTree } from './stored-tree.ts';

/** What a snapshot has to store of one memory, unless it is stored already. */
export interface Changes {
  /** In the order in which they were first touched. */
  readonly pages: readonly { readonly page: number; readonly hash: Uint8Array }[];
  readonly nodes: readonly { readonly hash: Uint8Array; readonly bytes: Uint8Array }[];
}

/**
 * The pages and nodes of a memory that are not zeros and not the same in the parent, if there is one. Nodes that the tree misses are read
 * with `read`.
 * @throws Damaged (the parent)
 */
export async function changesOf(
  source: TreeSource | DiskSource, parent: StoredTree | undefined, read: ((hash: Uint8Array) => Promise<Uint8Array>) | undefined,
): Promise<Changes> {
  const { tree } = source;
  const { shape } = tree;
  const written = 'written' in source ? source.written : undefined;
  const base = parent?.shape.pages === shape.pages ? parent : undefined;
  const pages = new Map<number, Uint8Array>();
  const nodes: Changes['nodes'][number][] = [];
  for await (const { level, places } of treeDifferences(nodesOfTree(tree, read), base ?? nodesOfZeros(shape))) {
    for (const { index, left: hash, node } of places) {
      if (node) nodes.push({ hash, bytes: node });
      else if (level === 0 && !shape.isZero(0, hash) && (written?.has(index) ?? true)) pages.set(index, hash);
    }
  }
  // what was of the image is to be kept from now on, even if it holds the same
  for (const page of (base && written) ?? []) {
    if (!base?.written?.has(page) && !shape.isZero(0, tree.pageHash(page))) pages.set(page, tree.pageHash(page));
  }
  return { pages: inOrder(pages, source.order ?? []), nodes };
}

function inOrder(pages: Map<number, Uint8Array>, order: Iterable<number>): Changes['pages'] {
  const ordered: Changes['pages'][number][] = [];
  for (const page of order) {
    const hash = pages.get(page);
    if (hash) ordered.push({ page, hash });
    pages.delete(page);
  }
  const rest = [...pages].sort(([a], [b]) => a - b);
  return [...ordered, ...rest.map(([page, hash]) => ({ page, hash }))];
}
