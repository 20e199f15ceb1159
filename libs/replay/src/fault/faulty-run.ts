import { Run, type RunLimits, type RunOptions, type RunStop } from '@reprise/vm';

/** A defect that an engine is given on purpose: before one instruction, a register comes to hold what it should not. */
export interface PlantedFault {
  readonly icount: number;
  /** Index of the hart. */
  readonly hart: number;
  /** Integer register 1 .. 31. */
  readonly register: number;
  readonly value: bigint;
}

/** A run on an engine with a defect at one instruction: for trying what is to find such. In all else it is the run that it would be. */
export class FaultyRun extends Run {
  readonly #fault: PlantedFault;

  constructor(options: RunOptions, fault: PlantedFault) {
    super(options);
    this.#fault = fault;
  }

  override runUntil(limits: RunLimits = {}): RunStop {
    const { icount, hart, register, value } = this.#fault;
    const end = limits.icount ?? Infinity;
    if (this.icount < icount && icount < end) {
      const stop = super.runUntil({ ...limits, icount });
      if (stop.reason !== 'limit' || this.icount < icount) return stop;
    }
    if (this.icount === icount && icount < end) this.machine.harts[hart]?.setX(register, value);
    return super.runUntil(limits);
  }
}
