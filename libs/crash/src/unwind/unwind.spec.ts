import { virtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { SymbolTable } from '../symbols/symbol-table.ts';
import { Backtraces } from './backtrace.ts';

/** main calls outer, which calls what a case is about; here a stack, registers that mean nothing, and a way to get there. */
const AROUND = `
main:
  li sp, 0x80200000
  li s0, 0x1234567
  li s1, 0x7654321
  call outer
main_end: j main_end
outer:
  addi sp, sp, -48
  sd ra, 40(sp)
  sd s1, 32(sp)
  li s1, 77
  call subject
  ld s1, 32(sp)
  ld ra, 40(sp)
  addi sp, sp, 48
  ret
`;

interface Case {
  readonly name: string;
  /** The function `subject` and others, with the label `here`. */
  readonly program: string;
  /** Names of functions, beside main, outer and subject. */
  readonly functions?: readonly string[];
  /** Innermost first, with symbols; `outer main` is added. A question mark follows those that are not sure. */
  readonly expected: string;
  /** Without symbols, if that is something else. */
  readonly without?: string;
}

const cases: readonly Case[] = [
  { name: 'a leaf without a frame', program: 'subject: addi a0, a0, 1\nhere: addi a0, a0, 2\n ret', expected: 'subject' },
  { name: 'the first instruction of a function', program: 'subject:\nhere: addi sp, sp, -16\n sd ra, 8(sp)\n call main\n ld ra, 8(sp)\n addi sp, sp, 16\n ret', expected: 'subject' },
  { name: 'a prologue', program: 'subject: addi sp, sp, -32\nhere: sd ra, 24(sp)\n sd s1, 16(sp)\n ld s1, 16(sp)\n ld ra, 24(sp)\n addi sp, sp, 32\n ret', expected: 'subject' },
  { name: 'an epilogue', program: 'subject: addi sp, sp, -32\n sd ra, 24(sp)\n sd s1, 16(sp)\n li s1, 3\n ld s1, 16(sp)\n ld ra, 24(sp)\n addi sp, sp, 32\nhere: ret', expected: 'subject' },
  {
    name: 'a function with an early return',
    program: 'subject: bnez zero, out\n addi sp, sp, -32\n sd ra, 24(sp)\n beqz zero, here\n ld ra, 24(sp)\n addi sp, sp, 32\nout: ret\nhere: call inner\n ld ra, 24(sp)\n addi sp, sp, 32\n j out\ninner: ret',
    functions: ['inner'],
    expected: 'subject',
  },
  {
    name: 'a large frame',
    program: 'subject: addi sp, sp, -32\n sd ra, 24(sp)\n lui t0, 0x10\n sub sp, sp, t0\nhere: sd zero, 0(sp)\n lui t0, 0x10\n add sp, sp, t0\n ld ra, 24(sp)\n addi sp, sp, 32\n ret',
    expected: 'subject',
  },
  {
    name: 'a frame of unknown size, with a frame pointer',
    program: 'subject: addi sp, sp, -32\n sd ra, 24(sp)\n sd s0, 16(sp)\n addi s0, sp, 32\n csrr t0, mhartid\n addi t0, t0, 64\n sub sp, sp, t0\nhere: sd zero, 0(sp)\n addi sp, s0, -32\n ld s0, 16(sp)\n ld ra, 24(sp)\n addi sp, sp, 32\n ret',
    expected: 'subject',
  },
  {
    name: 'a function that never returns',
    program: 'subject: addi sp, sp, -32\n sd ra, 24(sp)\n sd s1, 16(sp)\n call stop\n.word 0\nstop: addi sp, sp, -16\n sd ra, 8(sp)\nhere: j here',
    functions: ['stop'],
    expected: 'stop subject',
  },
  {
    name: 'a function that never returns, called through a pointer',
    program: 'subject: addi sp, sp, -32\n sd ra, 24(sp)\n la t0, stop\n jalr t0\n.word 0\nstop: addi sp, sp, -16\n sd ra, 8(sp)\nhere: j here',
    functions: ['stop'],
    expected: 'stop subject',
    without: 'stop subject? outer? main?',
  },
  {
    name: 'a call at the end of a function',
    program: 'subject: addi sp, sp, -16\n sd ra, 8(sp)\n call stop\nnext: addi sp, sp, -64\n ret\nstop:\nhere: j here',
    functions: ['next', 'stop'],
    expected: 'stop subject',
  },
  { name: 'a tail call', program: 'subject: addi a0, a0, 1\n j inner\ninner: addi sp, sp, -16\n sd ra, 8(sp)\nhere: call inner2\n ld ra, 8(sp)\n addi sp, sp, 16\n ret\ninner2: ret', functions: ['inner', 'inner2'], expected: 'inner' },
  { name: 'a switch', program: 'subject: addi sp, sp, -16\n sd ra, 8(sp)\n la t0, here\n add t0, t0, zero\n jr t0\n.word 0\nhere: call inner\n ld ra, 8(sp)\n addi sp, sp, 16\n ret\ninner: ret', functions: ['inner'], expected: 'subject' },
  {
    name: 'recursion',
    program: 'subject: addi sp, sp, -16\n sd ra, 8(sp)\n addi s1, s1, -25\nhere_not: bltz s1, here\n call subject\n ld ra, 8(sp)\n addi sp, sp, 16\n ret\nhere: call main\n ld ra, 8(sp)\n addi sp, sp, 16\n ret',
    expected: 'subject subject subject subject',
  },
];

const handler = `
  la t0, vector
  csrw mtvec, t0
`;

/** A trap handler that saves what it uses where other handlers save it too, and calls `handle`. */
const VECTOR = `
.balign 4
vector:
  csrrw sp, mscratch, sp
  bnez sp, on_stack
  csrrw sp, mscratch, sp
on_stack:
  addi sp, sp, -288
  sd ra, 8(sp)
  sd t0, 40(sp)
  sd s0, 64(sp)
  sd s1, 72(sp)
  csrrw t0, mscratch, zero
  bnez t0, swapped
  addi t0, sp, 288
swapped:
  sd t0, 16(sp)
  csrr t0, mepc
  sd t0, 0(sp)
  csrr t0, mcause
  sd t0, 272(sp)
  csrr t0, mtval
  sd t0, 264(sp)
  mv a0, sp
  call handle
  ld t0, 0(sp)
  csrw mepc, t0
  ld ra, 8(sp)
  ld t0, 40(sp)
  ld s0, 64(sp)
  ld s1, 72(sp)
  ld sp, 16(sp)
  mret
`;

/** The names in a backtrace at `here`: `name!` where a trap interrupted, `name?` where it is not sure. */
function backtrace(program: string, functions: readonly string[], hasSymbols: boolean): string {
  const { run, symbol } = virtRun(`${AROUND}${program}`);
  const all = new SymbolTable(['main', 'outer', 'subject', ...functions].map((name) => ({ name, start: symbol(name), size: 0n, isFunction: true })));
  run.setBreakpoints(new Set([symbol('here')]));
  expect(run.runUntil({ icount: 100_000 }).reason).toBe('breakpoint');
  const frames = new Backtraces(run, hasSymbols ? all : undefined).of(run.engine.currentHart);
  return frames.map(({ pc, isCaller, isSure, trap }) => {
    const name = all.lookup(isCaller ? pc - 1n : pc)?.name ?? '';
    const reason = trap ? `!${trap.cause ?? ''}` : '';
    return `${name}${reason}${isSure ? '' : '?'}`;
  }).join(' ');
}

describe('a backtrace', () => {
  it.each(cases)('through $name', ({ program, functions = [], expected, without = `${expected} outer main` }) => {
    expect(backtrace(program, functions, true)).toBe(`${expected} outer main`);
    expect(backtrace(program, functions, false)).toBe(without);
  });

  it('through a trap, whose frame says why it was taken', () => {
    const program = `subject: ${handler} csrw mscratch, zero\n addi sp, sp, -16\n sd ra, 8(sp)\n call fault\n ld ra, 8(sp)\n addi sp, sp, 16\n ret
fault: ld a0, 24(zero)\n ret\nhandle: addi sp, sp, -16\n sd ra, 8(sp)\n csrw mepc, zero\n csrw mcause, zero\nhere: call inner\n ld ra, 8(sp)\n addi sp, sp, 16\n ret\ninner: ret\n${VECTOR}`;
    expect(backtrace(program, ['fault', 'handle', 'inner', 'vector'], true)).toBe('handle vector fault!5 subject outer main');
    expect(backtrace(program, ['fault', 'handle', 'inner', 'vector'], false)).toBe('handle vector fault!5 subject outer main');
  });

  it('through a trap to a stack of its own, whose handler never returns', () => {
    const program = `subject: ${handler} li t0, 0x80300000\n csrw mscratch, t0\n addi sp, sp, -16\n sd ra, 8(sp)\n li t1, 0x4000000\n jalr t1\n ld ra, 8(sp)\n addi sp, sp, 16\n ret
handle: addi sp, sp, -16\n sd ra, 8(sp)\nhere: j here\n${VECTOR}`;
    expect(backtrace(program, ['handle', 'vector'], true)).toBe('handle vector !1 subject outer main');
  });

  it('of a handler that saves nothing', () => {
    const program = `subject: ${handler} addi sp, sp, -16\n sd ra, 8(sp)\n ecall\n ld ra, 8(sp)\n addi sp, sp, 16\n ret\n.balign 4\nvector: csrr a0, mcause\nhere: j here`;
    expect(backtrace(program, ['vector'], true)).toBe('vector subject!11 outer main');
    expect(backtrace(program, ['vector'], false)).toBe('vector subject!11 outer main');
  });

  it('stays within bounds where the stack goes round, and where there is none', () => {
    const program = 'subject: li sp, 0x80300000\n la t0, round\n sd t0, 8(sp)\nround: call here2\nhere2:\nhere: ld ra, 8(sp)\n ret';
    expect(backtrace(program, [], true).split(' ').length).toBeLessThanOrEqual(64);
    expect(backtrace('subject: li sp, 0\nhere: j here', [], true)).toMatch(/^subject/);
  });
});
