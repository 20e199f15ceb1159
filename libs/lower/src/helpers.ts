import type { Program } from '@reprise/ir';

/** The names of the helpers that a program may call. */
export function helpersOf(program: Program): string[] {
  return program.flatMap((node) => {
    if (node.kind === 'call') return [node.helper];
    return node.kind === 'if' ? [...helpersOf(node.then), ...helpersOf(node.otherwise)] : [];
  });
}
