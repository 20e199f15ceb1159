import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConsoleScript, type ScriptStep } from './console-script.ts';
import { ConsoleWatch, type ConsoleWatchOptions } from './console-watch.ts';

function watch(options: Partial<ConsoleWatchOptions> & { readonly steps?: readonly ScriptStep[] } = {}) {
  const done: [at: number, what: string][] = [];
  const console: ConsoleWatch = new ConsoleWatch(
    { script: new ConsoleScript(options.steps ?? []), success: undefined, until: undefined, limit: 1000, ...options },
    { type: (text) => void done.push([console.total, text]), stop: (reason) => void done.push([console.total, reason]) },
  );
  const write = (text: string): void => {
    for (const byte of Buffer.from(text)) console.take(byte);
  };
  return { console, done, write };
}

describe('a console that is watched', () => {
  it('types, stops and succeeds at the byte that says so', () => {
    const { console, done, write } = watch({ steps: [{ expect: 'b' }, { send: 'x' }], until: 'cd', success: 'ab', limit: 5 });
    expect(console.hasSucceeded).toBe(false);
    write('abcdef');
    expect(done).toEqual([[2, 'x'], [4, 'until'], [5, 'console-limit']]);
    expect(console.hasSucceeded).toBe(true);
  });

  it('shows what is new, and hashes all', () => {
    const { console, write } = watch();
    write('one');
    expect(console.takeFresh()).toEqual({ offset: 0, bytes: Uint8Array.from(Buffer.from('one')) });
    write('two');
    expect(console.takeFresh()).toEqual({ offset: 3, bytes: Uint8Array.from(Buffer.from('two')) });
    expect(console.sha256()).toBe(hash('sha256', 'onetwo', 'hex'));
  });

  it('goes on where another has stopped', () => {
    const { console, done, write } = watch({ until: 'done', success: 'ok' });
    console.recall(Buffer.from('ok.. do'));
    write('ne');
    expect([done, console.hasSucceeded, console.takeFresh().offset]).toEqual([[[9, 'until']], true, 7]);
    expect(console.sha256()).toBe(hash('sha256', 'ok.. done', 'hex'));
  });
});
