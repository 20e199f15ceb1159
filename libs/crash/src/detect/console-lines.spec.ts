import { describe, expect, it } from 'vitest';
import { ConsoleLines, type FoundLine } from './console-lines.ts';
import { TextAutomaton } from './text-automaton.ts';

/** The lines that are found, each with the offset of the byte that completed it. */
function found(lines: ConsoleLines, text: string): [number, FoundLine][] {
  return [...new TextEncoder().encode(text)].flatMap((byte, index): [number, FoundLine][] => {
    const line = lines.take(byte);
    return line ? [[index, line]] : [];
  });
}

describe('lines with certain texts', () => {
  it('are found with the newline that ends them', () => {
    const text = 'all well\n[ 0.1] Oops [#1]\r\nmore\n';
    expect(found(new ConsoleLines(['Oops [#', 'BUG: ']), text)).toEqual([[text.indexOf('\r\n') + 1, { text: 'Oops [#', line: '[ 0.1] Oops [#1]' }]]);
  });

  it.each([
    ['the text is begun twice', 'OoOops', 'Oops'],
    ['one text is the end of another', 'xabcx', 'abc'],
    ['one text begins like another', 'abcabd', 'abd'],
    ['it is in no ASCII', 'ein Überlauf', 'Überlauf'],
  ])('are found where %s', (_, line, text) => {
    expect(found(new ConsoleLines(['Oops', 'zabcy', 'abc', 'abcabcx', 'abd', 'Überlauf']), `${line}\n`)[0]?.[1]).toEqual({ text: text === 'abd' ? 'abc' : text, line });
  });

  it('are not found across lines, nor without their text', () => {
    expect(found(new ConsoleLines(['panic now']), 'panic\nnow\npanic no\n')).toEqual([]);
    expect(found(new ConsoleLines([]), 'panic\n')).toEqual([]);
  });

  it('are taken as they are if they do not end', () => {
    const lines = new ConsoleLines(['panic']);
    expect(found(lines, `panic${'x'.repeat(1000)}`).map(([index]) => index)).toEqual([4 + 256]);
    expect(lines.end()).toBeUndefined();
    found(lines, '\nthe panic is');
    expect(lines.end()).toEqual({ text: 'panic', line: 'the panic is' });
  });

  it('keep the last 512 bytes', () => {
    const [[, line] = []] = found(new ConsoleLines(['panic']), `${'x'.repeat(1000)}panic\n`);
    expect(line?.line).toBe(`${'x'.repeat(507)}panic`);
  });

  it('are found by another that was given the state of the first', () => {
    const text = 'fine\nBUG: something\n';
    for (let cut = 0; cut < text.length; cut++) {
      const first = new ConsoleLines(['BUG: ']);
      expect(found(first, text.slice(0, cut))).toEqual([]);
      const second = new ConsoleLines(['BUG: ']);
      second.load(first.save('lines'), 'lines');
      expect(found(second, text.slice(cut))[0]?.[1]).toEqual({ text: 'BUG: ', line: 'BUG: something' });
    }
  });

  it('are not found by one with other texts', () => {
    const first = new ConsoleLines(['BUG: ']);
    found(first, 'BUG:');
    expect(() => new ConsoleLines(['x']).load(first.save('lines'), 'lines')).toThrow('lines: it is of other texts');
  });
});

describe('texts to look for', () => {
  it.each([[['']], [['x'.repeat(257)]], [Array.from({ length: 257 }, (_, index) => `text ${index}`)]])('may not be such, case %#', (texts) => {
    expect(() => new TextAutomaton(texts)).toThrow(RangeError);
  });

  it('are all found in random text', () => {
    let state = 3;
    const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
    const word = (length: number): string => Array.from({ length }, () => 'ab'[(random(64) >> 4) & 1]).join('');
    for (let round = 0; round < 200; round++) {
      const texts = Array.from({ length: 4 }, () => word(1 + random(5)));
      const automaton = new TextAutomaton(texts);
      const text = word(40);
      let node = 0;
      for (let end = 1; end <= text.length; end++) {
        node = automaton.step(node, text.charCodeAt(end - 1));
        expect(automaton.found(node) >= 0).toBe(texts.some((candidate) => text.slice(0, end).endsWith(candidate)));
      }
    }
  });
});
