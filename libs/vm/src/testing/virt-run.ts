import { assembleWithSymbols } from '@reprise/isa';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import type { CharBackend } from '@reprise/qdev';
import { csrByName, instructionTables, parseCpuOption } from '@reprise/riscv';
import { Run, type RunOptions } from '../run.ts';

const EXTENSIONS = ['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicbom', 'Zicbop', 'Zicboz', 'Svinval'];
const registry = machineRegistry();
const tables = instructionTables(new Set(EXTENSIONS));

/** Not SHA-256, but it tells contents apart. */
export function toyHash(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(8);
  for (let i = 0; i < bytes.length; i++) words[i & 7] = Math.imul((words[(i + 7) & 7] ?? 0) ^ (bytes[i] ?? 0) ^ i, 0x0100_0193) + 0x9e37;
  return new Uint8Array(words.buffer);
}

export interface VirtRun {
  readonly run: Run;
  /** What the guest has printed. */
  readonly console: () => string;
  /** The address of a label. */
  readonly symbol: (name: string) => bigint;
}

/** A program on the board `virt`, alone in machine mode, with 16 MiB of RAM unless said otherwise. */
export function virtRun(program: string, options: Partial<RunOptions> & { smp?: number; memory?: number; console?: CharBackend } = {}): VirtRun {
  const { bytes, symbols } = assembleWithSymbols(program, { tables, origin: 0x8000_0000n, csr: (name) => csrByName.get(name) });
  const configuration: MachineConfiguration = {
    machine: 'virt',
    cpu: parseCpuOption(registry, 'rv64'),
    memory: options.memory ?? 16 << 20,
    smp: options.smp ?? 1,
    bios: 'none',
    kernel: { name: 'program', bytes },
    seed: 1n,
    rtcStart: 1_000_000_000,
  };
  let text = '';
  const write = (byte: number): void => {
    text += String.fromCharCode(byte);
    options.console?.write(byte);
  };
  const chardevs = { serial0: { write } };
  const run = new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: { chardevs }, sha256: toyHash, trace: null }),
    hash: toyHash,
    ...options,
  });
  const symbol = (name: string): bigint => {
    const address = symbols.get(name);
    if (address === undefined) throw new Error(`the program has no label '${name}'`);
    return address;
  };
  return { run, console: () => text, symbol };
}

export { SELF_MODIFYING_PAGING } from './programs.ts';
