import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ConsoleCommand } from './escape-keys.ts';
import { LiveInput } from './live-input.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('LiveInput', () => {
  it('keeps what came until it is taken, and tells of it', async () => {
    const stream = new PassThrough();
    const input = new LiveInput(stream);
    let changes = 0;
    input.onChange(() => changes++);
    stream.write('a');
    stream.write('b');
    await turn();
    expect([text(input.take()), text(input.take()), input.hasEnded]).toEqual(['ab', '', false]);
    expect(changes).toBeGreaterThan(0);
    stream.end('c');
    await turn();
    expect([text(input.take()), input.hasEnded]).toEqual(['c', true]);
  });

  it('tells commands from keys', async () => {
    const stream = new PassThrough();
    const commands: ConsoleCommand[] = [];
    const input = new LiveInput(stream, (command) => commands.push(command));
    stream.write('l\x01hs\x01');
    stream.write('x');
    await turn();
    expect([text(input.take()), commands]).toEqual(['ls', ['help', 'quit']]);
  });

  it('settles at the end', async () => {
    const stream = new PassThrough();
    const input = new LiveInput(stream);
    setImmediate(() => stream.write('late'));
    setImmediate(() => setImmediate(() => stream.end(' but whole')));
    await input.settle(60_000);
    expect([input.hasEnded, text(input.take())]).toEqual([true, 'late but whole']);
  });

  it('settles without an end when nothing comes', async () => {
    const stream = new PassThrough();
    const input = new LiveInput(stream);
    stream.write('prompt');
    await input.settle(1);
    expect([input.hasEnded, text(input.take())]).toEqual([false, 'prompt']);
  });

  it('lets go of the stream', async () => {
    const stream = new PassThrough();
    const input = new LiveInput(stream);
    input[Symbol.dispose]();
    stream.write('unheard');
    await turn();
    expect(input.take().length).toBe(0);
    expect(() => stream.destroy(new Error('gone'))).not.toThrow();
  });
});
