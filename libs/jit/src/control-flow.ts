/** A graph of nodes 0 .. n-1, entered at 0, each with its successors in order. */
export type Graph = readonly (readonly number[])[];

/** What structured code is made from. All arrays are by node. */
export interface ControlFlow {
  /** Place in reverse postorder; every forward edge leads to a higher one. */
  readonly order: readonly number[];
  /** The nodes in that order. */
  readonly sorted: readonly number[];
  /** The nodes whose code is inside that of each: those that it immediately dominates, without those behind a loop; in that order. */
  readonly within: readonly (readonly number[])[];
  /** The nodes whose code is behind a loop, by its head: those that are dominated from inside the loop and do not belong to it; in that order. */
  readonly behind: readonly (readonly number[])[];
  /** The immediate dominator; -1 for the entry. */
  readonly dominator: readonly number[];
  /** Back edges lead to it. */
  readonly isLoop: readonly boolean[];
  /** The head of the innermost loop that it belongs to; -1: of none. */
  readonly loopOf: readonly number[];
  /** It is branched to: at least two forward edges lead to it, or one from a loop that it is behind. */
  readonly isMerge: readonly boolean[];
  /** Whether an edge is kept. What would enter a loop elsewhere than at its head is not: such a jump must leave the region. */
  readonly keeps: (from: number, to: number) => boolean;
}

/**
 * Source: Cooper, Harvey, Kennedy, "A simple, fast dominance algorithm" (2001); Ramsey, "Beyond Relooper" (ICFP 2022), who leaves what is
 * behind a loop inside it. There V8 would take every local that is set behind the loop for one that the loop changes.
 */
export function controlFlow(graph: Graph): ControlFlow {
  const sorted = reversePostorder(graph);
  const order: number[] = graph.map(() => -1);
  for (const [place, node] of sorted.entries()) order[node] = place;
  const at = (node: number): number => order[node] ?? -1;
  const successors = (node: number): readonly number[] => graph[node] ?? [];

  let dominator = dominators(graph, sorted, order, () => true);
  const dominates = (above: number, node: number): boolean => {
    for (let each = node; each >= 0; each = dominator[each] ?? -1) if (each === above) return true;
    return false;
  };
  const cut = new Set<string>();
  for (const node of sorted) {
    for (const to of successors(node)) if (at(to) <= at(node) && !dominates(to, node)) cut.add(`${node}:${to}`);
  }
  const keeps = (from: number, to: number): boolean => !cut.has(`${from}:${to}`);
  if (cut.size > 0) dominator = dominators(graph, sorted, order, keeps);

  const isLoop = graph.map(() => false);
  const forwardEdges = graph.map(() => 0);
  for (const node of sorted) {
    for (const to of successors(node)) {
      if (!keeps(node, to)) continue;
      if (at(to) <= at(node)) isLoop[to] = true;
      else forwardEdges[to] = (forwardEdges[to] ?? 0) + 1;
    }
  }
  const members = loopMembers(graph, sorted.filter((node) => isLoop[node]), keeps, order);
  const within: number[][] = graph.map(() => []);
  const behind: number[][] = graph.map(() => []);
  const isMerge = forwardEdges.map((edges) => edges > 1);
  for (const node of sorted) {
    const above = dominator[node] ?? -1;
    const left = members.find((loop) => loop.nodes.has(above) && !loop.nodes.has(node)); // the outermost, since heads come in order
    if (left) isMerge[node] = true;
    (left ? behind[left.head] : within[above])?.push(node);
  }
  const loopOf = graph.map((_, node) => members.filter(({ nodes }) => nodes.has(node)).toSorted((a, b) => a.nodes.size - b.nodes.size)[0]?.head ?? -1);
  return { order, sorted, within, behind, dominator, isLoop, loopOf, isMerge, keeps };
}

interface Loop {
  readonly head: number;
  readonly nodes: ReadonlySet<number>;
}

/** The loops with these heads: what reaches a back edge to the head without passing it. */
function loopMembers(graph: Graph, heads: readonly number[], keeps: ControlFlow['keeps'], order: readonly number[]): readonly Loop[] {
  const predecessors: number[][] = graph.map(() => []);
  for (const [from, successors] of graph.entries()) for (const to of successors) if (keeps(from, to)) predecessors[to]?.push(from);
  return heads.map((head) => {
    const nodes = new Set([head]);
    const rest = (predecessors[head] ?? []).filter((from) => (order[from] ?? -1) >= (order[head] ?? -1));
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
      if (nodes.has(node)) continue;
      nodes.add(node);
      rest.push(...(predecessors[node] ?? []));
    }
    return { head, nodes };
  });
}

function reversePostorder(graph: Graph): number[] {
  const finished: number[] = [];
  const seen = new Set([0]);
  const path: { node: number; next: number }[] = [{ node: 0, next: 0 }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const to = graph[top.node]?.[top.next++];
    if (to === undefined) {
      finished.push(top.node);
      path.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      path.push({ node: to, next: 0 });
    }
  }
  return finished.reverse();
}

function dominators(graph: Graph, sorted: readonly number[], order: readonly number[], keeps: (from: number, to: number) => boolean): number[] {
  const predecessors: number[][] = graph.map(() => []);
  for (const node of sorted) for (const to of graph[node] ?? []) if (keeps(node, to)) predecessors[to]?.push(node);
  const dominator: number[] = graph.map(() => -1);
  const at = (node: number): number => order[node] ?? -1;
  const meet = (a: number, b: number): number => {
    let [one, other] = [a, b];
    while (one !== other) {
      while (at(one) > at(other)) one = dominator[one] ?? 0;
      while (at(other) > at(one)) other = dominator[other] ?? 0;
    }
    return one;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of sorted.slice(1)) {
      const known = (predecessors[node] ?? []).filter((from) => from === 0 || (dominator[from] ?? -1) >= 0);
      const [first = 0, ...rest] = known;
      const found = rest.reduce(meet, first);
      if (dominator[node] !== found) {
        dominator[node] = found;
        changed = true;
      }
    }
  }
  return dominator;
}
