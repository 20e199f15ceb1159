import { describe, expect, it } from 'vitest';
import { checkpoints } from './checkpoints.ts';
import { controlFlow, type Graph } from './control-flow.ts';

const shapes: readonly (readonly [name: string, graph: Graph, expected: { loops: number[]; merges: number[]; behind?: string[]; dominators: number[]; cut: string[] }])[] = [
  ['a line', [[1], [2], []], { loops: [], merges: [], dominators: [-1, 0, 1], cut: [] }],
  ['a diamond', [[1, 2], [3], [3], []], { loops: [], merges: [3], dominators: [-1, 0, 0, 0], cut: [] }],
  ['a branch with both ways to one block', [[1, 1], []], { loops: [], merges: [1], dominators: [-1, 0], cut: [] }],
  ['a block that is a loop', [[0, 1], []], { loops: [0], merges: [1], behind: ['0:1'], dominators: [-1, 0], cut: [] }],
  ['a loop in a loop', [[1], [2], [2, 3], [1, 4], []], { loops: [1, 2], merges: [3, 4], behind: ['1:4', '2:3'], dominators: [-1, 0, 1, 2, 3], cut: [] }],
  ['a loop with two ways back', [[1], [2, 3], [1], [1, 4], []], { loops: [1], merges: [4], behind: ['1:4'], dominators: [-1, 0, 1, 1, 3], cut: [] }],
  ['a loop in a loop, left from the inner one', [[1], [2], [2, 3, 4], [1, 4], []], { loops: [1, 2], merges: [3, 4], behind: ['1:4', '2:3'], dominators: [-1, 0, 1, 2, 2], cut: [] }],
  ['a loop that is entered in its middle too', [[1, 2], [2], [1, 3], []], { loops: [], merges: [2], dominators: [-1, 0, 0, 2], cut: ['2:1'] }],
];

describe('control flow', () => {
  it.each(shapes)('finds the structure of %s', (_, graph, expected) => {
    const flow = controlFlow(graph);
    const those = (is: readonly boolean[]): number[] => [...is.keys()].filter((node) => is[node]);
    const cut = graph.flatMap((successors, from) => successors.filter((to) => !flow.keeps(from, to)).map((to) => `${from}:${to}`));
    const behind = flow.behind.flatMap((nodes, head) => nodes.map((node) => `${head}:${node}`));
    expect({ loops: those(flow.isLoop), merges: those(flow.isMerge), behind, dominators: flow.dominator, cut }).toEqual({ behind: [], ...expected });
  });

  it.each(shapes)('orders %s so that forward edges lead on', (_, graph) => {
    const { order, sorted, keeps, isLoop } = controlFlow(graph);
    expect(sorted.map((node) => order[node])).toEqual([...sorted.keys()]);
    for (const [from, successors] of graph.entries()) {
      for (const to of successors) if (keeps(from, to) && !isLoop[to]) expect(order[to]).toBeGreaterThan(order[from] ?? 0);
    }
  });
});

describe('checkpoints', () => {
  const needsOf = (graph: Graph, steps: readonly number[]): readonly number[] => checkpoints(graph, controlFlow(graph), steps);
  it.each<[name: string, graph: Graph, steps: number[], needs: number[]]>([
    ['the longest way counts', [[1, 2], [3], [3], []], [1, 20, 3, 5], [26, 0, 0, 0]],
    ['a loop asks each time round', [[1], [1, 2], []], [3, 4, 5], [3, 9, 0]],
    ['a long way is cut', [[1], [2], []], [40, 30, 20], [40, 50, 0]],
    ['a long block is not', [[1], []], [200, 1], [200, 1]],
  ])('%s', (_, graph, steps, needs) => {
    expect(needsOf(graph, steps)).toEqual(needs);
  });
});
