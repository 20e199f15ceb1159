import { printProgram } from '@reprise/ir';
import { disassemble } from '@reprise/isa';
import { checkpoints } from './checkpoints.ts';
import { controlFlow } from './control-flow.ts';
import { graphOf, type Region } from './region.ts';

/**
 * A region as text, for tests and for people: blocks in the order of their code, with what each is and how it ends; 'programs': what each
 * instruction means below it.
 */
export function printRegion(region: Region, detail: 'instructions' | 'programs' = 'instructions'): string {
  const { base, blocks } = region;
  const graph = graphOf(region);
  const flow = controlFlow(graph);
  const needs = checkpoints(graph, flow, blocks.map(({ instructions }) => instructions.length));
  const place = (offset: number): string => `0x${(base + BigInt(offset)).toString(16)}`;
  const indexOf = new Map(blocks.map(({ offset }, index) => [offset, index]));
  const lines = flow.sorted.flatMap((index) => {
    const block = blocks[index];
    if (!block) return [];
    const way = (offset: number): string => {
      const to = indexOf.get(offset);
      return to !== undefined && flow.keeps(index, to) ? place(offset) : `out ${place(offset)}`;
    };
    const { end } = block;
    const marks = [flow.isLoop[index] ? ' loop' : '', flow.isMerge[index] ? ' merge' : '', needs[index] ? ` needs ${needs[index]}` : ''];
    const where = end.kind === 'branch' ? ` ${way(end.taken)}, ${way(end.next)}` : end.kind === 'goto' ? ` ${way(end.to)}` : end.kind === 'leave' ? ` ${place(end.at)}` : end.kind === 'away' ? '' : end.perhaps.map((each) => ` perhaps ${way(each)}`).join('');
    const instructions = block.instructions.flatMap(({ offset, decoded }) => [
      `  ${disassemble(decoded, base + BigInt(offset))}`,
      ...(detail === 'programs' ? printProgram(decoded.instruction.program, '      ').trimEnd().split('\n') : []),
    ]);
    return [`${place(block.offset)}:${marks.join('')}`, ...instructions, `  -> ${end.kind}${where}`];
  });
  return `${lines.join('\n')}\n`;
}
