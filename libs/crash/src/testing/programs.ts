import type { CharBackend } from '@reprise/qdev';
import type { Run } from '@reprise/vm';
import type { CrashPolicy } from '../detect/policy.ts';
import { CrashWatch, type Crash } from '../detect/watch.ts';
import { Backtraces } from '../unwind/backtrace.ts';

export interface Watching {
  /** Instructions that are run at a time. */
  readonly slice?: number;
  /** Instructions after which there will be no crash. */
  readonly most?: number;
}

/** Runs what `make` makes, with the console that it is given, to its first crash; undefined if it ends without. */
export function runToCrash(make: (console: CharBackend) => Run, policy: CrashPolicy, { slice = Infinity, most = 1_000_000 }: Watching = {}): Crash | undefined {
  const watch = new CrashWatch(policy);
  const run = make(watch.tap({ write: () => {} }));
  watch.attach(run, new Backtraces(run));
  for (;;) {
    const stop = run.runUntil({ icount: Math.min(watch.limit, run.icount + slice, most) });
    const crash = watch.stopped(stop);
    const isOver = run.icount >= most || (stop.reason !== 'limit' && stop.reason !== 'stop-request');
    if (crash || isOver) return crash;
  }
}

/** A function that prints lines, each with its newline; call it with the number of the line in a0. Uses a0, a1 and a2. */
export const printer = (...lines: readonly string[]): string => `
print_line:
  la a1, line_table
  slli a0, a0, 3
  add a0, a0, a1
  ld a0, 0(a0)
  li a1, 0x10000000
print_next:
  lbu a2, 0(a0)
  beqz a2, print_done
  sb a2, 0(a1)
  addi a0, a0, 1
  j print_next
print_done:
  ret
${lines.map((line, index) => `line_text${index}: .asciz "${line}\\n"`).join('\n')}
.balign 8
line_table:
${lines.map((_, index) => `.dword line_text${index}`).join('\n')}
.balign 4
`;

/** Assembly that ends the machine through its test device. */
export const end = (value: number): string => `
  li a0, 0x100000
  li a1, ${value}
  sw a1, 0(a0)
  j .
`;
