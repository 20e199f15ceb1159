import type { NodePlace, PageTree } from './page-tree.ts';

/** Where the nodes of a stored tree can be had. */
export interface NodeSource {
  /** The bytes of nodes, in the order given. Throws if they cannot be had. */
  nodes(places: readonly NodePlace[]): readonly Uint8Array[];
}

/** Puts the nodes above pages in place, as far as they are missing: then the pages can be updated. @throws what the source throws */
export function loadNodesAbove(tree: PageTree, pages: Iterable<number>, source: NodeSource): void {
  const wanted = [...pages];
  for (;;) {
    const missing = new Map<string, NodePlace>();
    for (const page of wanted) {
      const place = tree.missingAbove(page);
      if (place) missing.set(`${place.level}/${place.index}`, place);
    }
    if (missing.size === 0) return;
    const places = [...missing.values()];
    for (const [at, bytes] of source.nodes(places).entries()) {
      const place = places[at];
      if (place) tree.setNode(place.level, place.index, bytes);
    }
  }
}
