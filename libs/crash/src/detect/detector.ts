import type { Hart } from '@reprise/riscv';
import type { RunStop } from '@reprise/vm';
import { expectInteger, expectList, expectMap, type Tree } from '@reprise/vmstate';
import { ConsoleLines } from './console-lines.ts';
import type { CrashCause } from './crash.ts';
import { DEFAULT_NESTED_TRAPS, type CrashPolicy } from './policy.ts';
import { TrapWatch } from './trap-watch.ts';

const MOST_HARTS = 64;

/**
 * Tells when a run has crashed: a state machine over what the guest does, which is the same in any slices and on replay. Each method takes
 * one thing that happened and gives the cause if with it the run has crashed. What it knows is plain data, and can be kept beside a keyframe.
 */
export class CrashDetector {
  readonly policy: CrashPolicy;
  readonly #crashLines: ConsoleLines;
  readonly #progressLines: ConsoleLines;
  /** By index; a hart that has not trapped may have none. */
  readonly #harts: TrapWatch[] = [];
  /** The icount of the last progress; at first, that at which the watch began. */
  #progress = 0;

  /** @throws RangeError for a policy with texts that cannot be looked for */
  constructor(policy: CrashPolicy) {
    this.policy = policy;
    this.#crashLines = new ConsoleLines(policy.patterns);
    this.#progressLines = new ConsoleLines(policy.progress ?? []);
  }

  /** Begins to watch a run that is at `icount`. */
  begin(icount: number): void {
    this.#progress = icount;
  }

  /** The icount at which the budget is used up, unless there is progress before; Infinity if there is none. */
  get deadline(): number {
    return this.#progress + (this.policy.budget ?? Infinity);
  }

  /** The guest printed a byte with the instruction after `icount`. */
  printed(byte: number, icount: number): CrashCause | undefined {
    if (this.#progressLines.take(byte)) this.#progress = icount;
    const found = this.#crashLines.take(byte);
    return found && { kind: 'console', pattern: found.text, line: found.line };
  }

  /** An exception is about to be taken by a handler in mode `handler`; the halves are those of what xtval gets. */
  raised(hart: Hart, cause: number, handler: number, valueHigh: number, valueLow: number): CrashCause | undefined {
    return this.#hart(hart.index).raised(hart, cause, handler, valueHigh, valueLow);
  }

  returned(hart: Hart): void {
    this.#hart(hart.index).returned();
  }

  /** The run stopped at `icount`. */
  stopped(stop: RunStop, icount: number): CrashCause | undefined {
    if (stop.reason === 'shutdown' && stop.exitCode !== 0) return { kind: 'failure', exitCode: stop.exitCode };
    if (stop.reason === 'shutdown' || stop.reason === 'reset' || stop.reason === 'idle') {
      const begun = this.#crashLines.end();
      if (begun) return { kind: 'console', pattern: begun.text, line: begun.line };
    }
    if (stop.reason === 'idle') return { kind: 'idle' };
    const { budget } = this.policy;
    return stop.reason === 'limit' && budget !== undefined && icount >= this.deadline ? { kind: 'no-progress', budget } : undefined;
  }

  save(): Tree {
    return {
      progress: this.#progress,
      crashLines: this.#crashLines.save('crashLines'),
      progressLines: this.#progressLines.save('progressLines'),
      harts: this.#harts.map((hart, index) => hart.save(`harts[${index}]`)),
    };
  }

  /** @throws StateError if the tree is not of a detector with this policy; the detector may then be half loaded */
  load(tree: Tree): void {
    const { progress = null, crashLines = null, progressLines = null, harts = null } = expectMap(tree, 'detector');
    this.#progress = expectInteger(progress, 'progress', 0, Number.MAX_SAFE_INTEGER);
    this.#crashLines.load(crashLines, 'crashLines');
    this.#progressLines.load(progressLines, 'progressLines');
    this.#harts.length = 0;
    expectList(harts, 'harts', 0, MOST_HARTS).forEach((hart, index) => this.#hart(index).load(hart, `harts[${index}]`));
  }

  #hart(index: number): TrapWatch {
    for (;;) {
      const hart = this.#harts[index];
      if (hart) return hart;
      this.#harts.push(new TrapWatch(this.policy.nestedTraps ?? DEFAULT_NESTED_TRAPS));
    }
  }
}
