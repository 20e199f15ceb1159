import { virtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { end, printer, runToCrash } from '../testing/programs.ts';
import { CrashDetector } from './detector.ts';
import { defaultPolicy, type CrashPolicy } from './policy.ts';

const SLICES = [1, 997, Infinity];
const say = (line: number): string => `li a0, ${line}\n call print_line\n`;

interface Case {
  readonly name: string;
  readonly program: string;
  readonly policy?: CrashPolicy;
  /** What is expected of the cause; undefined if there is no crash. */
  readonly cause: object | undefined;
}

const cases: readonly Case[] = [
  { name: 'success', program: end(0x5555), cause: undefined },
  { name: 'a code of failure', program: end(0x2a_3333), cause: { kind: 'failure', exitCode: 42 } },
  { name: 'a reset', program: `csrr t0, mcycle\n li t1, 1000\n bgtu t0, t1, done\n${end(0x7777)}\ndone:${end(0x5555)}`, cause: undefined },
  {
    name: 'a panic on the console, before the end',
    program: `${say(0)}${say(1)}${end(0x5555)}${printer('fine', 'Kernel panic - not syncing: #7')}`,
    cause: { kind: 'console', pattern: 'Kernel panic - not syncing', line: 'Kernel panic - not syncing: #7' },
  },
  { name: 'no panic', program: `${say(0)}${end(0x5555)}${printer('Kernel panics? Not syncing')}`, cause: undefined },
  {
    name: 'a line that the job has named',
    program: `${say(0)}${end(0x5555)}${printer('test 3: FAIL')}`,
    policy: { patterns: ['FAIL'] },
    cause: { kind: 'console', pattern: 'FAIL', line: 'test 3: FAIL' },
  },
  { name: 'a wait for ever', program: 'csrw mie, zero\n1: wfi\n j 1b'.replaceAll('1b', 'w').replace('1:', 'w:'), cause: { kind: 'idle' } },
  {
    name: 'a trap vector where no memory is',
    program: 'li t0, 0x8000000\n csrw mtvec, t0\nfault: ld t1, 0(zero)\n j .',
    cause: { kind: 'trap', form: 'unreachable', hart: 0, first: { cause: 5, pc: 0x8000_0008n, value: 0n, privilege: 3 }, last: { cause: 1, pc: 0x800_0000n, value: 0x800_0000n, privilege: 3 } },
  },
  {
    name: 'a trap vector with no instruction',
    program: 'la t0, nothing\n csrw mtvec, t0\n ecall\n.balign 4\nnothing: .word 0',
    cause: { kind: 'trap', form: 'unreachable', first: { cause: 11 }, last: { cause: 2 } },
  },
  {
    name: 'a handler that faults itself',
    program: 'la t0, handler\n csrw mtvec, t0\n li t1, 5\n li sp, 0\n ld t1, 0(zero)\n j .\n.balign 4\nhandler: addi t2, t2, 1\n sd t1, -8(sp)\n mret',
    cause: { kind: 'trap', form: 'nested', first: { cause: 5 }, last: { cause: 7 } },
  },
  {
    name: 'a handler that skips a fault, a hundred times',
    program: `la t0, handler\n csrw mtvec, t0\n li t1, 100\nloop: ld t2, 0(zero)\n addi t1, t1, -1\n bnez t1, loop\n${end(0x5555)}\n.balign 4\nhandler: csrr t3, mepc\n addi t3, t3, 4\n csrw mepc, t3\n mret`,
    cause: undefined,
  },
  {
    name: 'a loop with no progress',
    program: 'loop: addi t0, t0, 1\n j loop',
    policy: { patterns: [], budget: 5000 },
    cause: { kind: 'no-progress', budget: 5000 },
  },
  {
    name: 'progress that comes in time, and then no more',
    program: `li s0, 20\nagain: ${say(0)} li t0, 400\nwork: addi t0, t0, -1\n bnez t0, work\n addi s0, s0, -1\n bnez s0, again\n j .\n${printer('step done')}`,
    policy: { patterns: [], budget: 3000, progress: ['done'] },
    cause: { kind: 'no-progress', budget: 3000 },
  },
];

describe('a crash', () => {
  it.each(cases)('after $name is seen at the same instant in any slices', ({ program, policy = defaultPolicy, cause }) => {
    const outcomes = SLICES.map((slice) => runToCrash((console) => virtRun(program, { console }).run, policy, { slice }));
    const [crash] = outcomes;
    if (cause === undefined) expect(crash).toBeUndefined();
    else expect(crash?.cause).toMatchObject(cause);
    for (const other of outcomes) expect(other).toEqual(crash);
  });

  it('of a console is at the newline of its line', () => {
    let printed = 0;
    const program = `${say(0)}${say(1)}${end(0x5555)}${printer('BUG: x', 'more')}`;
    const crash = runToCrash((console) => {
      const { run } = virtRun(program, { console: { write: (byte) => {
        printed++;
        console.write(byte);
      } } });
      return run;
    }, defaultPolicy);
    expect(printed).toBe('BUG: x\n'.length);
    expect(new TextDecoder().decode(crash?.console ?? new Uint8Array(0))).toBe('BUG: x\n');
  });

  it('is found with what was known at an instant before', () => {
    const policy = { patterns: ['BUG: '], progress: ['done'], budget: 100 };
    const first = new CrashDetector(policy);
    for (const byte of new TextEncoder().encode('done\nBUG')) expect(first.printed(byte, 50)).toBeUndefined();
    const second = new CrashDetector(policy);
    second.load(first.save());
    expect(second.deadline).toBe(150);
    const causes = [...new TextEncoder().encode(': x\n')].map((byte) => second.printed(byte, 60));
    expect(causes.at(-1)).toEqual({ kind: 'console', pattern: 'BUG: ', line: 'BUG: x' });
  });

  it.each(['a trap vector where no memory is', 'a handler that faults itself'])('after %s is found by detectors that take over at every exception', (name) => {
    const { program = '' } = cases.find((each) => each.name === name) ?? {};
    const expected = runToCrash((console) => virtRun(program, { console }).run, defaultPolicy);
    const { run } = virtRun(program);
    let detector = new CrashDetector(defaultPolicy);
    let cause: unknown;
    run.observeTraps({
      raised: (...what) => {
        const next = new CrashDetector(defaultPolicy);
        next.load(detector.save());
        detector = next;
        cause ??= detector.raised(...what);
        if (cause) run.requestStop();
      },
      returned: (hart) => detector.returned(hart),
    });
    run.runUntil({ icount: 100_000 });
    expect([cause, run.icount]).toEqual([expected?.cause, expected?.icount]);
  });

  it('keeps what harts did before a budget was used up', () => {
    const program = 'outer: call inner\n j outer\ninner: addi t0, t0, 1\n addi t0, t0, 1\n ret';
    const crash = runToCrash((console) => virtRun(program, { console, smp: 2 }).run, { patterns: [], budget: 100_000 });
    expect(crash?.hanging.map(({ hart }) => hart)).toEqual([0, 1]);
    expect(crash?.hanging[0]?.stacks.length).toBeGreaterThan(0);
  });
});
