import type { ControlFlow } from './control-flow.ts';
import type { Block } from './region.ts';
import { operandsOf } from './registers.ts';

const NONE: ReadonlySet<number> = new Set();

/**
 * By block, the integer registers whose values come from loads of the same loop: an address made from one is there late, and what it takes to
 * find its page comes on top. Pointers that only move on are none.
 */
export function chasedRegisters(blocks: readonly Block[], { loopOf }: ControlFlow): readonly ReadonlySet<number>[] {
  const byLoop = new Map<number, ReadonlySet<number>>();
  return blocks.map((_, index) => {
    const head = loopOf[index] ?? -1;
    if (head < 0) return NONE;
    let chased = byLoop.get(head);
    if (!chased) byLoop.set(head, (chased = chasedIn(blocks.filter((_block, other) => loopOf[other] === head))));
    return chased;
  });
}

function chasedIn(blocks: readonly Block[]): ReadonlySet<number> {
  const chased = new Set<number>();
  const decodeds = blocks.flatMap(({ instructions }) => instructions.map(({ decoded }) => decoded));
  for (let before = -1; before !== chased.size; ) {
    before = chased.size;
    for (const decoded of decodeds) {
      const { program } = decoded.instruction;
      const { reads, writes } = operandsOf(program);
      const isLate = program.some(({ kind }) => kind === 'load') || reads.some(({ file, register }) => file === 'x' && chased.has(decoded[register]));
      if (isLate) for (const { file, register } of writes) if (file === 'x' && decoded[register] !== 0) chased.add(decoded[register]);
    }
  }
  return chased;
}
