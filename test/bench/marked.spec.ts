import { expect, it } from 'vitest';
import { replaceMarked } from './marked.ts';

it('replaces what is between the marks, else all', () => {
  const marked = (part: string): string => `before\n<!-- bench -->\n${part}<!-- end of bench -->\nafter\n`;
  expect(replaceMarked(marked('old\n'), 'new\n')).toBe(marked('new\n'));
  expect(replaceMarked('old\n', 'new\n')).toBe('new\n');
  expect(replaceMarked('', 'new\n')).toBe('new\n');
});
