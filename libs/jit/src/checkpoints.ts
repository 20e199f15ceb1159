import type { ControlFlow, Graph } from './control-flow.ts';

/** Steps that code may take from one checkpoint to the next, unless a single block is longer. */
const FAR = 64;

/**
 * Where a region asks whether enough steps are left, and how many it needs there to come to the next such place: by node, 0 for those where
 * it does not ask. `steps` is how many each node takes. Loops ask at their heads, so that no path is endless.
 */
export function checkpoints(graph: Graph, flow: ControlFlow, steps: readonly number[]): readonly number[] {
  const asks = graph.map((_, node) => node === 0 || (flow.isLoop[node] ?? false));
  const needs: number[] = graph.map(() => 0);
  for (const node of [...flow.sorted].reverse()) {
    const own = steps[node] ?? 0;
    const after = (graph[node] ?? []).filter((to) => flow.keeps(node, to) && !asks[to]);
    const most = Math.max(0, ...after.map((to) => needs[to] ?? 0));
    const isFar = own + most > FAR;
    if (isFar) for (const to of after) asks[to] = true;
    needs[node] = own + (isFar ? 0 : most);
  }
  return needs.map((need, node) => (asks[node] ? need : 0));
}
