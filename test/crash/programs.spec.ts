import { encodeCrashRecord, defaultPolicy, type CrashRecord } from '@reprise/crash';
import type { CharBackend } from '@reprise/qdev';
import type { Run, StampedEvent } from '@reprise/vm';
import { beforeAll, expect, it } from 'vitest';
import { buildGuests } from '../guest/build.ts';
import { needsTool } from '../tools.ts';
import { program, programRun, runToCrash, type ProgramOptions } from './crash-run.ts';

const BUDGET = 500_000;
const policy = { ...defaultPolicy, budget: BUDGET };

interface Bug {
  readonly name: string;
  readonly cause: object;
  /** `title: innermost function < its caller < ..` */
  readonly signature: string;
}

const bugs: readonly Bug[] = [
  { name: 'null-dereference', cause: { kind: 'failure', exitCode: 99 }, signature: 'load access fault: last_value < list_length < go_wrong' },
  { name: 'wild-store', cause: { kind: 'failure', exitCode: 99 }, signature: 'store access fault: clear_buffer < go_wrong < take_turn' },
  { name: 'illegal-instruction', cause: { kind: 'failure', exitCode: 99 }, signature: 'illegal instruction: unreachable_case < go_wrong < take_turn' },
  { name: 'wild-jump', cause: { kind: 'failure', exitCode: 99 }, signature: 'instruction access fault: ? < dispatch < take_turn' },
  { name: 'misaligned-atomic', cause: { kind: 'failure', exitCode: 99 }, signature: 'store address misaligned: count_up < go_wrong < take_turn' },
  { name: 'stack-overflow', cause: { kind: 'failure', exitCode: 99 }, signature: 'store access fault in recursion: descend' },
  { name: 'bad-vector', cause: { kind: 'trap', form: 'unreachable', first: { cause: 11 } }, signature: 'trap handler cannot be entered: instruction access fault: call_firmware < go_wrong < take_turn' },
  { name: 'fault-in-handler', cause: { kind: 'trap', form: 'nested', first: { cause: 5 } }, signature: 'trap handler does not return: store access fault: broken_handler < read_sensor' },
  { name: 'assertion', cause: { kind: 'failure', exitCode: 1 }, signature: 'ended with code 1: end < check < validate_header' },
  { name: 'endless-loop', cause: { kind: 'no-progress', budget: BUDGET }, signature: 'no progress: wait_for_device < go_wrong < take_turn' },
  { name: 'deadlock', cause: { kind: 'idle' }, signature: 'every hart waits for ever: acquire < update_table < go_wrong' },
  { name: 'supervisor-fault', cause: { kind: 'failure', exitCode: 17 }, signature: 'load page fault: read_table < service < code_done' },
];

/** The same bug of other harts, after other work, in other memory. */
const runs: readonly ProgramOptions[] = [{}, { harts: 2, memory: 32 << 20, seed: 5n, input: '1' }, { harts: 4, memory: 64 << 20, seed: 9n, input: '3' }];

const crashOf = (name: string, options: ProgramOptions, slices?: readonly number[]): CrashRecord => {
  const { image, symbols } = program(name);
  const { crash } = runToCrash((console) => programRun(image, console, options), { policy, symbols, ...(slices && { slices }) });
  if (!crash) throw new Error(`${name} did not crash`);
  return crash;
};

const textOf = ({ signature: { title, frames } }: CrashRecord): string => `${title}: ${frames.join(' < ')}`;

needsTool('riscv64-unknown-elf-gcc')('planted bugs', () => {
  beforeAll(() => buildGuests(...bugs.map(({ name }) => name)));

  it.each(bugs)('$name is found, and has one signature wherever it happens', ({ name, cause, signature }) => {
    const crashes = runs.map((options) => crashOf(name, options));
    for (const crash of crashes) expect(crash.cause).toMatchObject(cause);
    expect(crashes.map(textOf)).toEqual(runs.map(() => signature));
    expect(new Set(crashes.map(({ signature: { id } }) => id)).size).toBe(1);
    expect(new Set(crashes.map(({ state }) => state)).size).toBe(runs.length);
    expect(crashes.map(({ hart }) => hart)).toEqual([0, 1, 3]);
  });

  it('have signatures of their own', () => {
    const ids = bugs.map(({ name }) => crashOf(name, {}).signature.id);
    expect(new Set(ids).size).toBe(bugs.length);
  });

  it.each(bugs)('$name is the same record in any slices', ({ name }) => {
    const options = { harts: 2, input: '1' };
    const whole = encodeCrashRecord(crashOf(name, options));
    expect(encodeCrashRecord(crashOf(name, options, [1, 17, 3001]))).toBe(whole);
  });

  it.each(bugs)('$name is the same record when its events happen again', ({ name }) => {
    const { image, symbols } = program(name);
    const events: StampedEvent[] = [];
    const live = (console: CharBackend): Run => {
      const run = programRun(image, console, { harts: 2 });
      run.onEvent((event) => events.push(event));
      run.inject({ kind: 'characters', device: '/machine/soc/uart0', bytes: new TextEncoder().encode('1') }, { icount: 321 });
      return run;
    };
    const replayed = (console: CharBackend): Run => {
      const run = programRun(image, console, { harts: 2 });
      for (const { event, ...at } of events) run.inject(event, at);
      return run;
    };
    const [first, second] = [live, replayed].map((make) => runToCrash(make, { policy, symbols }).crash);
    if (!first || !second) throw new Error(`${name} did not crash`);
    expect(events.length).toBe(1);
    expect(encodeCrashRecord(second)).toBe(encodeCrashRecord(first));
  });

  it('are told apart without symbols too, by what went wrong', () => {
    const { image } = program('null-dereference');
    const { crash } = runToCrash((console) => programRun(image, console), { policy });
    expect(crash?.signature).toMatchObject({ title: 'load access fault', frames: [] });
    expect(crash?.harts[0]?.backtrace.map(({ isSure }) => isSure).slice(0, 3)).toEqual([true, true, true]);
  });

  it('are no crashes of programs without any', () => {
    for (const name of ['hello', 'trap-access', 'timer-clint', 'delegation', 'smp-lock']) {
      const { image, symbols } = program(name);
      const { crash, stop } = runToCrash((console) => programRun(image, console, { harts: name.startsWith('smp') ? 4 : 1 }), { symbols });
      expect([name, crash, stop]).toEqual([name, undefined, { reason: 'shutdown', exitCode: 0 }]);
    }
  });
});
