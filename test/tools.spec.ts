import { expect, it } from 'vitest';
import { hasTool, needsTool, tool } from './tools.ts';

it('finds a program on PATH', () => {
  expect(tool('sh')).toMatch(/^\/.*\/sh$/);
  expect(hasTool('sh')).toBe(true);
});

it('says that a program is missing', () => {
  expect(tool('no-such-program')).toBeUndefined();
  expect(hasTool('sh', 'no-such-program')).toBe(false);
});

needsTool('sh')('a suite whose tool is there', () => {
  it('runs', () => expect(true).toBe(true));
});
