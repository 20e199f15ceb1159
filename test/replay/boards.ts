import { assemble } from '@reprise/isa';
import { createMachine, machineRegistry, type Image, type MachineConfiguration } from '@reprise/machine';
import { csrByName, instructionTables, parseCpuOption } from '@reprise/riscv';
import { Disk, Run, SeededEntropy, type RunOptions } from '@reprise/vm';
import { sha256 } from './fixture.ts';

const registry = machineRegistry();
const EXTENSIONS = ['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei'];
const tables = instructionTables(new Set(EXTENSIONS));

/** A program for machine mode as plain bytes, to be loaded at the start of RAM. */
export const program = (text: string): Image =>
  ({ name: 'program', bytes: assemble(text, { tables, origin: 0x8000_0000n, csr: (name) => csrByName.get(name) }) });

export type BoardOptions = Partial<MachineConfiguration> & Pick<MachineConfiguration, 'machine' | 'kernel' | 'bios'>;

/** A run of a board with a disk of zeros `disk` and a source of entropy `rng0`. */
export function boardRun(configuration: BoardOptions, options: Partial<RunOptions> = {}): Run {
  const disk = new Disk({ size: 8 << 20, read: (_offset, into) => void into.fill(0) }, false);
  const entropy = new SeededEntropy(7n, sha256);
  const whole: MachineConfiguration = {
    cpu: parseCpuOption(registry, 'rv64'), memory: 16 << 20, smp: 1, seed: 7n, rtcStart: 1_700_000_000,
    ...configuration,
    drives: configuration.machine === 'virt' ? [{ id: 'disk', interface: 'virtio', backend: disk, sha256: '0'.repeat(64) }] : [],
  };
  return new Run({
    createMachine: (environment) => createMachine(registry, whole, { ...environment, backends: { rngs: { rng0: entropy } }, sha256, trace: null }),
    hash: sha256,
    disks: new Map([['disk', disk]]),
    entropy: new Map([['rng0', entropy]]),
    ...options,
  });
}
