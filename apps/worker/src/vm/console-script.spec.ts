import { describe, expect, it } from 'vitest';
import { ConsoleScript, type ScriptStep } from './console-script.ts';

/** What is typed after which output. */
function play(steps: readonly ScriptStep[], output: string): [after: string, typed: string][] {
  const script = new ConsoleScript(steps);
  const typed: [string, string][] = [['', script.begin()]];
  for (const [at, byte] of new TextEncoder().encode(output).entries()) typed.push([output.slice(0, at + 1), script.take(byte)]);
  return typed.filter(([, text]) => text !== '');
}

describe('a console script', () => {
  it.each<[string, ScriptStep[], string, [string, string][]]>([
    ['types at the byte that ends the text', [{ expect: 'login: ' }, { send: 'root\n' }], 'Linux\nlogin: x', [['Linux\nlogin: ', 'root\n']]],
    ['types at once what comes first', [{ send: 'a' }, { send: 'b' }], 'x', [['', 'ab']]],
    ['finds a text that begins within itself', [{ expect: 'aab' }, { send: '1' }], 'aaab', [['aaab', '1']]],
    ['waits for each text in turn', [{ expect: '$' }, { send: '1' }, { expect: '$' }, { send: '2' }], '$ $ $', [['$', '1'], ['$ $', '2']]],
    ['does not count a byte twice', [{ expect: 'aa' }, { send: '1' }, { expect: 'aa' }, { send: '2' }], 'aaa', [['aa', '1']]],
    ['may wait twice', [{ expect: 'a' }, { expect: 'b' }, { send: '1' }], 'ab', [['ab', '1']]],
    ['types nothing without a match', [{ expect: 'c' }, { send: '1' }], 'ab', []],
  ])('%s', (_, steps, output, typed) => {
    expect(play(steps, output)).toEqual(typed);
  });

  it('is done when its last step is', () => {
    const script = new ConsoleScript([{ expect: 'a' }, { send: '1' }]);
    script.begin();
    expect(script.isDone).toBe(false);
    script.take(0x61);
    expect(script.isDone).toBe(true);
    expect(new ConsoleScript([]).isDone).toBe(true);
  });
});
