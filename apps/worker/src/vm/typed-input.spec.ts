import { describe, expect, it } from 'vitest';
import { TypedInput } from './typed-input.ts';

const command = (id: string, text: string) => ({ id, run: 'r', kind: 'input' as const, payload: { data: Buffer.from(text).toString('base64') } });

describe('input from commands', () => {
  it('is typed once, and answered with the segment that has it', () => {
    const typed = new TypedInput();
    typed.take(command('1', 'a'));
    typed.take(command('2', 'b'));
    typed.take(command('1', 'a')); // a heartbeat says it again
    const [a, b] = typed.next();
    expect([a, b].map((bytes) => Buffer.from(bytes ?? []).toString())).toEqual(['a', 'b']);
    expect([typed.next(), typed.answers(10), typed.isOpen]).toEqual([[], [], true]);
    typed.happened(Buffer.from('z'), 3); // somebody else's
    typed.happened(a ?? Buffer.of(), 3);
    typed.happened(b ?? Buffer.of(), 4);
    expect(typed.answers(3)).toEqual([]);
    const first = typed.answers(4);
    expect(first).toEqual([{ command: '1', error: null, result: {} }]);
    typed.given(first);
    expect(typed.answers(9).map(({ command }) => command)).toEqual(['2']);
    typed.given(typed.answers(9));
    typed.take(command('2', 'b'));
    expect([typed.isOpen, typed.next()]).toEqual([false, []]);
  });
});
