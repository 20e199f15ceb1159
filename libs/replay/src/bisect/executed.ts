import { firstAt } from '../recording/instants.ts';
import type { Execution } from './execution.ts';

/** What one execution did with an instruction. */
export interface ExecutedInstruction {
  /** Index of the hart that took the step. */
  readonly hart: number;
  /** Where the hart was before it, and perhaps before an interrupt. */
  readonly pc: bigint;
  /** The bits there; a 16-bit instruction has no others. */
  readonly bits: number;
}

/** Takes one step; null where there is none to take. */
export async function executeOne(execution: Execution): Promise<ExecutedInstruction | null> {
  const { run } = execution;
  const before = run.machine.harts.map((hart) => ({ steps: hart.get('steps'), pc: hart.pc, bits: run.interpreter.access.instructionBits(hart) }));
  await execution.runTo(firstAt(run.icount + 1));
  const hart = run.machine.harts.findIndex((candidate, index) => candidate.get('steps') !== before[index]?.steps);
  const { pc, bits } = before[hart] ?? {};
  return pc === undefined || bits === undefined ? null : { hart, pc, bits };
}
