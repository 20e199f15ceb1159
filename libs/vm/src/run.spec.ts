import { describe, expect, it } from 'vitest';
import { virtRun } from './testing/virt-run.ts';
import { tierNames } from './tier-name.ts';

const HALT = `
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
`;

/** Prints what it receives, in upper case, until a newline; then it powers off with exit code 3. */
const ECHO = `
  li s0, 0x10000000
poll: lbu a0, 5(s0)
  andi a0, a0, 1
  beqz a0, poll
  lbu a1, 0(s0)
  li a2, 10
  beq a1, a2, done
  addi a1, a1, -32
  sb a1, 0(s0)
  j poll
done: li t6, 0x100000
  li t5, 0x33333
  sw t5, 0(t6)
  j .
`;

const COUNT = `
  la a1, counter
  li a0, 0
loop: addi a0, a0, 1
store: sd a0, 0(a1)
  j loop
.balign 4096
counter: .dword 0
`;

/** Everything that is reached is compiled at once. */
const jit = { threshold: 0, capacity: 1000 };

describe.each(tierNames)('a run on the %s tier', (tier) => {
  it('powers off with the exit code of the guest', () => {
    expect(virtRun(HALT, { tier, jit }).run.runUntil()).toEqual({ reason: 'shutdown', exitCode: 0 });
  });

  it('stops at a limit, exactly', () => {
    const { run } = virtRun(COUNT, { tier, jit });
    expect([run.runUntil({ icount: 1234 }), run.icount, run.state.current]).toEqual([{ reason: 'limit' }, 1234, 'paused']);
  });

  it('gives input that was there from the start to the guest when it listens', () => {
    const { run, console } = virtRun(ECHO, { tier, jit });
    run.inject({ kind: 'characters', device: '/machine/soc/uart0', bytes: new TextEncoder().encode('hello, you who read a long line\n') });
    expect(run.runUntil({ icount: 100_000 })).toEqual({ reason: 'shutdown', exitCode: 3 });
    expect(console()).toBe('HELLO\x0c\x00YOU\x00WHO\x00READ\x00A\x00LONG\x00LINE');
  });

  it('reads the time that it has set', () => {
    const { run } = virtRun('li a0, 0x200bff8\nli a1, 5000000\nsd a1, 0(a0)\nrdtime a2\nj .', { tier, jit });
    run.runUntil({ icount: 50 });
    expect(run.machine.harts[0]?.x(12)).toBe(5_000_000n);
  });

  it('runs with the most RAM and harts that there can be', () => {
    const end = 0x8000_0000n + 3584n * 1024n * 1024n - 8n;
    const { run } = virtRun(`li a0, ${end}\nli a1, 77\nsd a1, 0(a0)\nld a2, 0(a0)\nj .`, { tier, jit, smp: 8, memory: 3584 * 2 ** 20 });
    run.runUntil({ icount: 200 });
    expect(run.machine.harts.map((hart) => hart.x(12))).toEqual([77n, ...Array.from({ length: 7 }, () => 0n)]);
  });

  it('is idle when nothing can wake it', () => {
    expect(virtRun('wfi\nj .', { tier, jit }).run.runUntil({ icount: 1000 })).toEqual({ reason: 'idle' });
  });

  it('resets, or ends at a reset, as asked', () => {
    const reset = 'la a0, flag\nli t6, 0x100000\nli t5, 0x7777\nsw t5, 0(t6)\nj .\nflag: .dword 0';
    expect(virtRun(reset, { tier, stopAtReset: true }).run.runUntil({ icount: 1000 })).toEqual({ reason: 'reset' });
    const { run } = virtRun(reset, { tier, jit });
    expect(run.runUntil({ icount: 1000 })).toEqual({ reason: 'limit' });
  });

  it('stops before a breakpoint each time, and goes on from it', () => {
    const { run, symbol } = virtRun(COUNT, { tier, jit });
    run.setBreakpoints(new Set([symbol('store')]));
    const hart = run.machine.harts[0];
    const seen = [1, 2, 3].map(() => [run.runUntil({ icount: 1000 }).reason, hart?.pc, hart?.x(10)]);
    expect(seen).toEqual([1n, 2n, 3n].map((count) => ['breakpoint', symbol('store'), count]));
    expect(run.state.current).toBe('debug');
    run.setBreakpoints(new Set());
    expect(run.runUntil({ icount: 1000 })).toEqual({ reason: 'limit' });
  });

  it('stops before an access to a watchpoint, once', () => {
    const { run, symbol } = virtRun(COUNT, { tier, jit });
    const watchpoint = { address: symbol('counter') + 2n, length: 1, kind: 'write' } as const;
    run.runUntil({ icount: 100 });
    run.setWatchpoints([watchpoint]);
    expect(run.runUntil({ icount: 1000 })).toEqual({
      reason: 'watchpoint',
      hit: { watchpoint, hart: 0, address: symbol('counter'), length: 8, isWrite: true },
    });
    const hart = run.machine.harts[0];
    const counter = (): number => run.machine.memory.u8[run.machine.space.hostOffset(Number(symbol('counter')), 8, false)] ?? 0;
    expect([hart?.pc, counter()]).toEqual([symbol('store'), Number(hart?.x(10)) - 1]);
    run.setWatchpoints([watchpoint]); // anew: it is held no more for that
    run.runUntil({ icount: run.icount + 1 });
    expect([hart?.pc, counter()]).toEqual([symbol('store') + 4n, Number(hart?.x(10))]);
    run.setWatchpoints([{ ...watchpoint, kind: 'read' }]);
    expect(run.runUntil({ icount: 1000 })).toEqual({ reason: 'limit' });
  });

  it('stops after the next step of a hart, however many others take before', () => {
    const { run } = virtRun(COUNT, { tier, jit, smp: 3, quantum: 100 });
    const steps = (): bigint[] => run.machine.harts.map((hart) => hart.get('steps'));
    run.runUntil({ icount: 10 });
    expect([run.runUntil({ stepOf: 0 }), steps()]).toEqual([{ reason: 'step' }, [11n, 0n, 0n]]);
    expect([run.runUntil({ stepOf: 2 }), steps()]).toEqual([{ reason: 'step' }, [100n, 100n, 1n]]);
    expect([run.runUntil({ stepOf: 0, icount: 250 }), steps()]).toEqual([{ reason: 'limit' }, [100n, 100n, 50n]]);
    expect([0, 1, 2].map((hart) => run.engine.lastStepOf(hart))).toEqual([100, 200, 250]);
    run.restore(run.save());
    expect(run.engine.lastStepOf(0)).toBeUndefined();
  });

  it('stops for what a step asks for, or what comes before it', () => {
    const { run, symbol } = virtRun(COUNT, { tier, jit });
    run.setBreakpoints(new Set([symbol('loop')]));
    run.setWatchpoints([{ address: symbol('counter'), length: 8, kind: 'write' }]);
    run.runUntil();
    const reasons = Array.from({ length: 8 }, () => run.runUntil({ stepOf: 0 }).reason);
    // addi; sd; j; and again
    expect(reasons).toEqual(['step', 'watchpoint', 'step', 'step', 'breakpoint', 'step', 'watchpoint', 'step']);
  });

  it('stops at a breakpoint and a watchpoint of one instruction, once at each', () => {
    const { run, symbol } = virtRun(COUNT, { tier, jit });
    run.setBreakpoints(new Set([symbol('store')]));
    run.setWatchpoints([{ address: symbol('counter'), length: 8, kind: 'write' }]);
    const stops = Array.from({ length: 6 }, () => ({ reason: run.runUntil().reason, icount: run.icount }));
    const first = stops[0]?.icount ?? 0;
    expect(stops).toEqual([0, 3, 6].flatMap((later) => ['breakpoint', 'watchpoint'].map((reason) => ({ reason, icount: first + later }))));
  });

  it.each<[string, string, string]>([
    ['an atomic', 'amoadd.d a2, a0, (a1)', 'write'], ['an atomic', 'amoadd.d a2, a0, (a1)', 'read'], ['a block', 'cbo.zero (a1)', 'write'], ['a misaligned store over two pages', 'sd a0, -3(a1)', 'write'],
    ['a floating-point load', 'fld fa0, 0(a1)', 'access'], ['a conditional store', 'lr.d a2, (a1)\nsc.d a2, a0, (a1)', 'write'],
  ])('stops before %s, and the run is none other for that (case %#)', (_, instruction, kind) => {
    const text = `li a0, 7\nli a2, 0x6000\ncsrs mstatus, a2\nla a1, cell\nli a2, 0xf0\ncsrw menvcfg, a2\nat: ${instruction}\nbehind: j behind\n.balign 4096\ncell: .dword 5`;
    const plain = virtRun(text, { tier, jit });
    const { run, symbol } = virtRun(text, { tier, jit });
    run.setWatchpoints([{ address: symbol('cell'), length: 1, kind: kind === 'read' || kind === 'write' ? kind : 'access' }]);
    expect(run.runUntil({ icount: 100 })).toMatchObject({ reason: 'watchpoint' });
    plain.run.runUntil({ icount: run.icount });
    expect(run.digest()).toBe(plain.run.digest());
    expect(run.runUntil({ icount: 100 })).toEqual({ reason: 'limit' });
    plain.run.runUntil({ icount: 100 });
    expect(run.digest()).toBe(plain.run.digest());
  });

  it('does not stop before an access that traps', () => {
    const { run, symbol } = virtRun(`la a0, handler\ncsrw mtvec, a0\nla a1, cell\nsrli a2, a1, 2\ncsrw pmpaddr0, a2\nli a2, 0x91\ncsrw pmpcfg0, a2 # locked, four bytes, read only
      sw a2, 0(a1)\n.balign 4\nhandler: j handler\n.balign 4096\ncell: .dword 5`, { tier, jit });
    run.setWatchpoints([{ address: symbol('cell'), length: 4, kind: 'write' }]);
    expect(run.runUntil({ icount: 100 })).toEqual({ reason: 'limit' });
    expect([run.machine.harts[0]?.pc, run.machine.harts[0]?.get('mcause')]).toEqual([symbol('handler'), 7n]);
  });

  it('breakpoints and watchpoints leave the run as it is', () => {
    const plain = virtRun(COUNT, { tier, jit }).run;
    const watched = virtRun(COUNT, { tier, jit });
    watched.run.setBreakpoints(new Set([watched.symbol('loop')]));
    watched.run.setWatchpoints([{ address: watched.symbol('counter'), length: 8, kind: 'access' }]);
    plain.runUntil({ icount: 300 });
    while (watched.run.icount < 300) watched.run.runUntil({ icount: 300 });
    expect(watched.run.digest()).toBe(plain.digest());
  });

  it('goes on from a saved state as if it had never been away', () => {
    const { run } = virtRun(COUNT, { tier, jit });
    run.runUntil({ icount: 777 });
    const [saved, digest] = [run.save(), run.digest()];
    run.runUntil({ icount: 2000 });
    const later = run.digest();
    run.restore(saved);
    expect([run.icount, run.digest()]).toEqual([777, digest]);
    run.runUntil({ icount: 2000 });
    expect(run.digest()).toBe(later);
    const other = virtRun(COUNT, { tier, jit }).run;
    other.restore(saved);
    other.runUntil({ icount: 2000 });
    expect(other.digest()).toBe(later);
  });

  it('refuses the state of another configuration', () => {
    const { run } = virtRun(COUNT, { tier, jit });
    expect(() => virtRun(ECHO, { tier, jit }).run.restore(run.save())).toThrow('another configuration');
  });
});

describe('a stop request', () => {
  it('comes through after the instruction under way', () => {
    const { run } = virtRun(COUNT);
    run.requestStop();
    expect(run.runUntil()).toEqual({ reason: 'stop-request' });
    expect(run.state.current).toBe('paused');
  });
});

describe('an event for an instant', () => {
  it('happens at the same one in any slices', () => {
    const digests = [1, 7, 500].map((slice) => {
      const { run } = virtRun(ECHO);
      run.inject({ kind: 'characters', device: '/machine/soc/uart0', bytes: Uint8Array.from([0x61]) }, { icount: 333 });
      for (let icount = slice; icount <= 1000; icount += slice) run.runUntil({ icount });
      run.runUntil({ icount: 1000 });
      return run.digest();
    });
    expect(new Set(digests).size).toBe(1);
  });
});
