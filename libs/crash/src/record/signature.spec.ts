import { describe, expect, it } from 'vitest';
import type { CrashCause } from '../detect/crash.ts';
import type { FrameRecord, HartRecord } from './crash-record.ts';
import { sourceName } from './function-names.ts';
import { signatureOf } from './signature.ts';

const hash = (bytes: Uint8Array): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => bytes.reduce((sum, byte, at) => (sum * 31 + byte * (at + index)) & 0xff, 7));

/** `name`, `name?` if it is not sure, `name!13` where a trap of cause 13 interrupted, `name@0` in user mode; the mode stays for what follows. */
function stack(text: string): FrameRecord[] {
  let privilege = 1;
  return text.split(' ').filter((word) => word !== '').map((word) => {
    const [, name = '', mode, trap, guess] = /^([\w.]+|-)(?:@(\d))?(?:!(\w+))?(\?)?$/.exec(word) ?? [];
    privilege = mode === undefined ? privilege : Number(mode);
    const cause = trap === 'irq' ? 1n << 63n | 5n : BigInt(trap ?? 0);
    return {
      pc: BigInt(word.length), privilege, isCaller: true, isSure: guess === undefined,
      ...(name !== '-' && { function: name, offset: 4n }), ...(trap !== undefined && { trap: { cause, value: 0n } }),
    };
  });
}

const hart = (backtrace: FrameRecord[]): HartRecord => ({ privilege: 1, isWaiting: false, pc: 0n, x: [], csrs: {}, backtrace });

const signature = (cause: CrashCause, ...stacks: string[]): string => {
  const { title, frames } = signatureOf({ cause, hart: 0, harts: stacks.map((text) => hart(stack(text))) }, hash);
  return `${title}: ${frames.join(' ')}`;
};

const panic: CrashCause = { kind: 'console', pattern: 'panic', line: '[  0.065429] panic: bad thing 17 at 0xffffffff80001234 (cpu 3)' };
const failure: CrashCause = { kind: 'failure', exitCode: 5 };

describe('a signature', () => {
  it.each<[string, CrashCause, string, string]>([
    ['names what called for a panic, and not its numbers', panic, 'write console_unlock vprintk_emit _printk panic do_exit exit_group trap@0!8', 'panic: bad thing # at # (cpu #): do_exit exit_group'],
    ['counts no more than three', failure, 'a b c d e', 'ended with code 5: a b c'],
    ['knows parts and copies of functions', failure, 'a.isra.0 b.constprop.0.isra.2 c.cold', 'ended with code 5: a b c'],
    ['counts repeats once', failure, 'a a a b', 'ended with code 5: a b'],
    ['counts only what is sure', failure, 'a b? c', 'ended with code 5: a'],
    ['counts only what has a name', failure, 'a - c', 'ended with code 5: a'],
    ['is that of the fault, where one was reported', panic, '_printk die do_trap handle sub!13 syscall user@0!8', 'load page fault: sub syscall'],
    ['is that of the fault also in an interrupt', panic, '_printk die handle timer!7 tick handle idle!irq', 'store access fault: timer tick handle'],
    ['is not that of a fault that the kernel handled for its user', panic, '_printk panic do_exit get_signal work user@0!13', 'panic: bad thing # at # (cpu #): do_exit get_signal work'],
    ['is that of any fault that machine mode reports', failure, 'end@3 report handle reader@1!13 service', 'load page fault: reader service'],
    ['goes through firmware to what asked for it', failure, 'finish@3 srst handle sbi_ecall@1!9 reset panic load user@0!8', 'ended with code 5: load'],
    ['knows a jump to nowhere', failure, 'end@3 handle -!1 dispatch main', 'instruction access fault: ? dispatch main'],
    ['names the functions of a recursion', failure, `end@3 handle b!7 ${'a b '.repeat(9)}main`, 'store access fault in recursion: a b'],
    ['of what cannot be handled is that of what was to be', { kind: 'trap', form: 'unreachable', hart: 0, first: { cause: 5, pc: 0n, value: 0n, privilege: 1 }, last: { cause: 12, pc: 0n, value: 0n, privilege: 1 } }, '- reader!5 main', 'trap handler cannot be entered: instruction page fault: reader main'],
    ['of a handler that faults has both', { kind: 'trap', form: 'nested', hart: 0, first: { cause: 5, pc: 0n, value: 0n, privilege: 1 }, last: { cause: 7, pc: 0n, value: 0n, privilege: 1 } }, 'handler handler!7 handler!7 reader!5', 'trap handler does not return: store access fault: handler reader'],
  ])('%s', (_, cause, text, expected) => {
    expect(signature(cause, text)).toBe(expected);
  });

  it('of harts that wait is that of the hart that is deepest in', () => {
    expect(signature({ kind: 'idle' }, 'acquire update main', 'park start')).toBe('every hart waits for ever: acquire update main');
  });

  it('of a hang has the functions that a hart was in each time', () => {
    const hanging = [{ hart: 0, stacks: [stack('idle')] }, { hart: 1, stacks: [stack('read poll main'), stack('poll main'), stack('sleep poll main')] }];
    const { title, frames } = signatureOf({ cause: { kind: 'no-progress', budget: 9 }, hart: 1, harts: [hart([]), hart([])], hanging }, hash);
    expect([title, ...frames]).toEqual(['no progress', 'poll', 'main']);
  });

  it('has an id that other crashes have not', () => {
    const ids = ['a b', 'a c', 'b a', 'a'].map((text) => signatureOf({ cause: failure, hart: 0, harts: [hart(stack(text))] }, hash).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
  });
});

it.each([['plain', 'plain'], ['f.part.0', 'f'], ['f.constprop.0.cold', 'f'], ['f.llvm.123456', 'f'], ['f.0', 'f.0']])('%s is %s in its source', (name, expected) => {
  expect(sourceName(name)).toBe(expected);
});
