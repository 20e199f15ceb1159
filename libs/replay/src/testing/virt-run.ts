import { assembleWithSymbols } from '@reprise/isa';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import { csrByName, instructionTables, parseCpuOption } from '@reprise/riscv';
import { Run, type RunOptions } from '@reprise/vm';
import { FaultyRun, type PlantedFault } from '../fault/faulty-run.ts';
import { ConsoleLog } from '../record/console-log.ts';
import { toyHash } from './toy-hash.ts';

const EXTENSIONS = ['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicbom', 'Zicbop', 'Zicboz', 'Svinval'];
const registry = machineRegistry();
const tables = instructionTables(new Set(EXTENSIONS));

export interface VirtRun {
  readonly run: Run;
  /** What the guest has printed. */
  readonly console: () => string;
  /** The same for a recorder. */
  readonly consoleLog: ConsoleLog;
  /** The address of a label. */
  readonly symbol: (name: string) => bigint;
}

/** A program on the board `virt`, alone in machine mode, with 16 MiB of RAM; on an engine with a fault, if one is given. */
export function virtRun(program: string, options: Partial<RunOptions> & { smp?: number } = {}, fault?: PlantedFault): VirtRun {
  const { bytes, symbols } = assembleWithSymbols(program, { tables, origin: 0x8000_0000n, csr: (name) => csrByName.get(name) });
  const configuration: MachineConfiguration = {
    machine: 'virt',
    cpu: parseCpuOption(registry, 'rv64'),
    memory: 16 << 20,
    smp: options.smp ?? 1,
    bios: 'none',
    kernel: { name: 'program', bytes },
    seed: 1n,
    rtcStart: 1_000_000_000,
  };
  let text = '';
  const consoleLog = new ConsoleLog();
  const write = (byte: number): void => {
    text += String.fromCharCode(byte);
    consoleLog.write(byte);
  };
  const runOptions: RunOptions = {
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: { chardevs: { serial0: { write } } }, sha256: toyHash, trace: null }),
    hash: toyHash,
    ...options,
  };
  const run = fault ? new FaultyRun(runOptions, fault) : new Run(runOptions);
  const symbol = (name: string): bigint => {
    const address = symbols.get(name);
    if (address === undefined) throw new Error(`the program has no label '${name}'`);
    return address;
  };
  return { run, console: () => text, consoleLog, symbol };
}
