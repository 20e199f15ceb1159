import type { Run } from '@reprise/vm';
import { describeTarget } from './description.ts';
import { DebuggerMemory } from './memory.ts';
import { HartRegisters } from './registers.ts';

/** The machine of a run as gdb sees it: threads with registers, and memory by virtual address. */
export class DebuggedMachine {
  readonly threads: number;
  readonly registers: HartRegisters;
  /** The target description, as `target.xml` and the files that it includes. */
  readonly description: ReadonlyMap<string, string>;
  readonly #run: Run;
  readonly #memory: DebuggerMemory;

  constructor(run: Run) {
    const { harts } = run.machine;
    const [first] = harts;
    if (!first) throw new Error('a machine has at least one hart');
    this.#run = run;
    this.#memory = new DebuggerMemory(run.machine, run.interpreter.softmmu.walker);
    this.threads = harts.length;
    this.registers = new HartRegisters(harts);
    this.description = describeTarget(first.configuration.extensions);
  }

  /** What a thread is, for `info threads`. */
  describe(thread: number): string {
    const waits = this.#run.machine.harts[thread]?.get('waiting') === 1n;
    return `hart ${thread}${waits ? ', waits' : ''}`;
  }

  /** The bytes at a virtual address of a thread, as many as can be read; looking changes nothing. */
  readMemory(thread: number, address: bigint, length: number): Uint8Array {
    const hart = this.#run.machine.harts[thread];
    return hart ? this.#memory.read(hart, address, length) : new Uint8Array(0);
  }

  /** False when not all of it can be written; then nothing is. */
  writeMemory(thread: number, address: bigint, bytes: Uint8Array): boolean {
    const hart = this.#run.machine.harts[thread];
    return hart !== undefined && this.#memory.write(hart, address, bytes);
  }
}
