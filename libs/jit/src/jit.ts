import { Interpreter, type InterpreterMachine, type KeptCode } from '@reprise/interp';
import { Counters } from '@reprise/lower';
import type { InstructionTables, Slice } from '@reprise/riscv';
import { RegionCompiler } from './compiler.ts';
import { LATER, Regions, type JitOptions } from './regions.ts';

export const defaultJitOptions: JitOptions = { threshold: 16_000, capacity: 8192 };

/** The JIT tier: an interpreter with compiled regions beside it. Options that are not given are those of defaultJitOptions. */
export function createJit(machine: InterpreterMachine, tables: InstructionTables, slice: Slice, given: Partial<JitOptions> = {}, kept?: KeptCode): Interpreter {
  const options = { ...defaultJitOptions, ...given };
  const counters = options.counts ? new Counters(machine.memory) : undefined;
  return new Interpreter(machine, tables, slice, {
    threshold: Math.min(options.threshold, LATER),
    counters,
    make: (context) => new Regions({
      ...options,
      ...context,
      tables: options.tables ?? tables,
      compiler: new RegionCompiler(machine.memory, machine.harts, slice, options.capacity, context.helpers, counters),
    }),
  }, kept);
}
