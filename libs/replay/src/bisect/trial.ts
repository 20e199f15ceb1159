import type { JitOptions, Region } from '@reprise/jit';
import type { Instant, Run } from '@reprise/vm';
import { isBefore } from '../recording/instants.ts';
import type { AddressRange } from './difference.ts';
import type { Execution } from './execution.ts';

/** Makes a fresh run; if it compiles, with these options before its own. */
export type Compiling = (jit: Partial<JitOptions>) => Run;

/** An execution that compiles, taken again and again from one instant, with all or some of the code compiled: the same each time. */
export class Trial {
  /** What was compiled when it was taken last. */
  regions: Region[] = [];
  readonly execution: Execution;
  readonly #begin: Instant;
  /** Where it stops on its way. */
  readonly #stops: readonly Instant[];
  #range: AddressRange | undefined;

  /** `begin` puts a run where the execution begins. */
  constructor(makeRun: Compiling, jit: Partial<JitOptions>, begin: (run: Run) => Execution, stops: readonly Instant[] = []) {
    const mayCompile = (address: bigint): boolean => !this.#range || (address >= this.#range.first && address <= this.#range.last);
    const observer = { compiled: ({ region }: { readonly region: Region }) => void this.regions.push(region) };
    this.execution = begin(makeRun({ ...jit, mayCompile, observer }));
    this.#begin = this.execution.run.now;
    this.#stops = stops;
  }

  /** Takes it to an instant, of all code or of a range only that being compiled. Returns what tells the state there from others. */
  async take(to: Instant, range?: AddressRange): Promise<string> {
    this.#range = range;
    this.regions = [];
    this.execution.back(this.#begin);
    for (const stop of this.#stops) if (isBefore(stop, to)) await this.execution.runTo(stop);
    return this.execution.runTo(to);
  }
}
