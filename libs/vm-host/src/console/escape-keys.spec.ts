import { describe, expect, it } from 'vitest';
import { EscapeKeys } from './escape-keys.ts';

const typed = (...texts: readonly string[]): { text: string; commands: readonly string[] } => {
  const keys = new EscapeKeys();
  const parts = texts.map((text) => keys.feed(Buffer.from(text, 'latin1')));
  return { text: parts.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join(''), commands: parts.flatMap(({ commands }) => commands) };
};

describe('EscapeKeys', () => {
  it.each<[string[], string, string[]]>([
    [['plain\r\x03\xff'], 'plain\r\x03\xff', []],
    [['a\x01xb'], 'ab', ['quit']],
    [['\x01', 'x'], '', ['quit']],
    [['\x01h\x01?'], '', ['help', 'help']],
    [['\x01c'], '', ['monitor']],
    [['\x01\x01x'], '\x01x', []],
    [['\x01z!'], '!', []],
  ])('%j', (texts, text, commands) => {
    expect(typed(...texts)).toEqual({ text, commands });
  });
});
