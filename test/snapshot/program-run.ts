/** Runs of small programs on the board `virt`, for snapshots. */
import { createHash } from 'node:crypto';
import { assemble } from '@reprise/isa';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import { csrByName, instructionTables, parseCpuOption } from '@reprise/riscv';
import { Disk, Run, type ImageSource } from '@reprise/vm';

const EXTENSIONS = ['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicbom', 'Zicbop', 'Zicboz', 'Svinval'];
const registry = machineRegistry();
const tables = instructionTables(new Set(EXTENSIONS));

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export interface ProgramOptions {
  /** Bytes; default 16 MiB. */
  readonly memory?: number;
  readonly smp?: number;
  /** The image of a virtio disk. */
  readonly disk?: ImageSource;
}

/** A program alone in machine mode. */
export function programRun(program: string, { memory = 16 << 20, smp = 1, disk }: ProgramOptions = {}): Run {
  const bytes = assemble(program, { tables, origin: 0x8000_0000n, csr: (name) => csrByName.get(name) });
  const drive = disk && new Disk(disk, false);
  const configuration: MachineConfiguration = {
    machine: 'virt',
    cpu: parseCpuOption(registry, 'rv64'),
    memory,
    smp,
    bios: 'none',
    kernel: { name: 'program', bytes },
    seed: 1n,
    rtcStart: 1_000_000_000,
    ...(drive && { drives: [{ id: 'disk', interface: 'virtio', backend: drive, sha256: '0'.repeat(64) }] }),
  };
  return new Run({
    createMachine: (environment) =>
      createMachine(registry, configuration, { ...environment, backends: { chardevs: { serial0: { write: () => {} } } }, sha256, trace: null }),
    hash: sha256,
    ...(drive && { disks: new Map([['disk', drive]]) }),
  });
}
