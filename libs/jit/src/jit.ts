import { Interpreter, nothingKept, type InterpreterMachine, type KeptCode } from '@reprise/interp';
import { Counters } from '@reprise/lower';
import type { InstructionTables, Slice } from '@reprise/riscv';
import { RegionCompiler } from './compiler.ts';
import { FIRST, Regions, type JitOptions } from './regions.ts';

export const defaultJitOptions: JitOptions = { threshold: 16_000, capacity: 8192 };
/** Visits of a place until its region is worth keeping, and until it is worth loading. */
const KEPT_THRESHOLD = 1000;

/** The JIT tier: an interpreter with compiled regions beside it. Options that are not given are those of defaultJitOptions. */
export function createJit(machine: InterpreterMachine, tables: InstructionTables, slice: Slice, given: Partial<JitOptions> = {}, kept: KeptCode = nothingKept): Interpreter {
  const options = { ...defaultJitOptions, ...(kept.isKeeping && { threshold: KEPT_THRESHOLD }), ...given };
  const counters = options.counts ? new Counters(machine.memory) : undefined;
  // who wants to know what is compiled, or says what may be, has it compiled
  const isUsual = !options.observer && !options.mayCompile && !options.tables && !counters && options.threshold > 0;
  return new Interpreter(machine, tables, slice, {
    threshold: Math.min(options.threshold, FIRST),
    counters,
    make: (context) => new Regions({
      ...options,
      ...context,
      tables: options.tables ?? tables,
      compiler: new RegionCompiler(machine.memory, machine.harts, slice, options.capacity, context.helpers, counters),
      store: isUsual ? { code: kept, key: context.key, threshold: Math.min(options.threshold, KEPT_THRESHOLD) } : undefined,
    }),
  }, kept);
}
