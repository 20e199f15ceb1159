import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellText } from './demo-steps.ts';
import { Excerpt } from './excerpt.ts';

function excerptOf(first: number, last: number, ...pieces: readonly string[]): string[] {
  const lines: string[] = [];
  const excerpt = new Excerpt(first, last, (line) => void lines.push(line));
  for (const piece of pieces) excerpt.take(piece);
  excerpt.end();
  return lines;
}

describe('the first and last lines of', () => {
  it.each<[number, number, string[], string[]]>([
    [2, 1, [], []],
    [2, 1, ['a\nb\nc\n'], ['a', 'b', 'c']],
    [2, 1, ['a\r\nb\r\n', 'c\r\nd\r\n'], ['a', 'b', '.. 1 more line ..', 'd']],
    [1, 2, ['a', 'b\nc', '\nd\ne\nf'], ['ab', '.. 2 more lines ..', 'e', 'f']],
    [1, 0, ['a\nb\nc\n'], ['a', '.. 2 more lines ..']],
    [0, 2, ['a\n\nc\n'], ['.. 1 more line ..', '', 'c']],
  ])('%i, %i, %j', (first, last, pieces, lines) => expect(excerptOf(first, last, ...pieces)).toEqual(lines));
});

describe('a command as it is typed', () => {
  it.each<[string[], string | undefined, string]>([
    [['state', 'rec', '--at', '1,2'], undefined, './reprise state rec --at 1,2'],
    [['diff', 'rec@5', 'file:a#b'], undefined, "./reprise diff rec@5 'file:a#b'"],
    [['run', '--cmd', 'echo "it\'s" > $x', ''], 'Ada L', "echo 'Ada L' | ./reprise run --cmd 'echo \"it'\\''s\" > $x' ''"],
  ])('%j', (args, input, text) => {
    expect(shellText({ args, ...(input !== undefined && { input }) })).toBe(text);
    const printed = execFileSync('sh', ['-c', text.replace('./reprise', String.raw`printf '%s\n'`)], { encoding: 'utf8' });
    expect(printed).toBe(`${args.join('\n')}\n`);
  });
});
