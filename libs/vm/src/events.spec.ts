import { describe, expect, it } from 'vitest';
import type { StampedEvent } from './events.ts';
import type { Run, RunStop } from './run.ts';
import { INTERRUPTED, WOKEN } from './testing/programs.ts';
import { virtRun, type VirtRun } from './testing/virt-run.ts';

const typed = (text: string) => ({ kind: 'characters', device: '/machine/soc/uart0', bytes: new TextEncoder().encode(text) }) as const;

const go = (run: Run, steps: number): RunStop => run.runUntil({ icount: run.icount + steps });

/** What is done to a run from outside: each in its own way leaves it within an instant, or lets events come while time passes. */
const scenarios: Readonly<Record<string, readonly [program: string, drive: (virt: VirtRun) => void]>> = {
  'between slices': [INTERRUPTED, ({ run }) => {
    for (let key = 0; key < 40; key++) {
      run.inject(typed('k'));
      go(run, 37);
    }
  }],
  'at a breakpoint behind an interrupt': [INTERRUPTED, ({ run, symbol }) => {
    run.setBreakpoints(new Set([symbol('handler')]));
    for (let stop = 0; stop < 60; stop++) {
      run.runUntil();
      if (stop % 5 === 0) run.inject(typed('b'));
    }
    run.setBreakpoints(new Set());
    go(run, 100);
  }],
  'when nothing else can wake it': [WOKEN, ({ run }) => {
    for (let key = 0; key < 10; key++) {
      expect(run.runUntil()).toEqual({ reason: 'idle' });
      run.inject(typed('i'));
    }
    run.runUntil();
  }],
  'while time is held back': [INTERRUPTED, ({ run }) => {
    for (let time = 700; time < 60_000; time += 777) {
      run.runUntil({ time });
      run.inject(typed('t'), { time });
    }
    go(run, 100);
  }],
  'with input that is thrown away': [INTERRUPTED, ({ run }) => {
    for (let key = 0; key < 10; key++) {
      run.inject(typed('thrown away'));
      go(run, 50);
      run.inject({ kind: 'discard', device: '/machine/soc/uart0' });
      run.inject(typed('!'));
      go(run, 100);
    }
  }],
  'with a reset among them': [INTERRUPTED, ({ run }) => {
    for (let key = 0; key < 10; key++) {
      run.inject(typed('abcdefghijklmnopqrstuvwxyz'));
      go(run, 31);
      run.inject({ kind: 'reset' });
      run.inject(typed('more'));
      go(run, 100);
    }
  }],
};

/** Drives a run; what happened in it, and where it came to. */
function record([program, drive]: readonly [string, (virt: VirtRun) => void]): { readonly events: StampedEvent[]; readonly run: Run; readonly console: string } {
  const virt = virtRun(program);
  const events: StampedEvent[] = [];
  const stop = virt.run.onEvent((happened) => events.push(happened));
  drive(virt);
  stop();
  return { events, run: virt.run, console: virt.console() };
}

describe('a run that is driven from outside', () => {
  it.each(Object.keys(scenarios))('is the same again from its events: %s', (name) => {
    const scenario = scenarios[name];
    if (!scenario) throw new Error(name);
    const { events, run, console } = record(scenario);
    expect(console).not.toBe('');
    expect(events.length).toBeGreaterThan(9);
    if (run.engine.isSettled) run.runUntil({ icount: run.icount + 1, time: run.now.time + 1 });
    for (const tier of ['interp', 'reference'] as const) {
      const again = virtRun(scenario[0], { tier });
      for (const { event, ...at } of events) again.run.inject(event, at);
      again.run.runUntil({ icount: run.icount });
      if (again.run.now.time < run.now.time) again.run.runUntil({ time: run.now.time });
      expect([again.console(), again.run.now, again.run.digest()]).toEqual([console, run.now, run.digest()]);
    }
  });

  it('sees events in the order of their instants, and those of one instant as they came', () => {
    const { run, console } = virtRun(INTERRUPTED);
    for (const [text, icount] of [['d', 900], ['a', 300], ['c', 600], ['b', 300], ['e', 900]] as const) run.inject(typed(text), { icount });
    run.runUntil({ icount: 2000 });
    expect(console()).toBe('abcde');
  });

  it('is told of events that no device takes', () => {
    const { run } = virtRun(WOKEN);
    expect(() => run.inject({ ...typed('x'), device: '/machine/soc/uart9' })).toThrow("no device takes characters at '/machine/soc/uart9'");
  });

  it('is at the same state at a limit whether or not events wait there', () => {
    const plain = virtRun(INTERRUPTED).run;
    const waited = virtRun(INTERRUPTED).run;
    waited.inject(typed('x'), { icount: 500 });
    for (const run of [plain, waited]) run.runUntil({ icount: 500 });
    expect(waited.digest()).toBe(plain.digest());
    for (const run of [plain, waited]) run.runUntil({ icount: 520 });
    expect(waited.digest()).not.toBe(plain.digest());
  });
});
