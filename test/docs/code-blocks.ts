import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page, with the paragraph that introduces it. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The line before the block, blank ones passed over. */
  readonly above: string;
}

/** The fenced blocks of a page of docs/, in their order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/([^\n]*)\n+```(\w+)\n([^]*?)^```$/gm)].map(([, above = '', language = '', block = '']) => ({ language, text: block, above }));
}

/** The only block whose introduction mentions `mark`. @throws Error if there is none, or several */
export function blockAfter(blocks: readonly CodeBlock[], mark: string): string {
  const [found, ...others] = blocks.filter(({ above }) => above.includes(mark));
  if (!found || others.length > 0) throw new Error(`${found ? 'several blocks' : 'no block'} after '${mark}'`);
  return found.text;
}
