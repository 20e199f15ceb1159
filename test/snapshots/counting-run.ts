import { assemble } from '@reprise/isa';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import { csrByName, instructionTables, parseCpuOption } from '@reprise/riscv';
import { type MachineMemory, sha256 } from '@reprise/store';
import { Disk, Run } from '@reprise/vm';

/** Counts: writes 1, 2, 3 .. to the first words of one page after the other, from 64 KiB into RAM on. */
const COUNT = `
  li s1, 0x80010000
  li s2, 1
  li s3, 4096
loop: sd s2, 0(s1)
  sd s2, 8(s1)
  addi s2, s2, 1
  add s1, s1, s3
  li t0, 100
wait: addi t0, t0, -1
  bnez t0, wait
  j loop
`;

/** Instructions before the loop, at most, and of one time round. */
export const ROUND = 206;

const DISK_BYTES = 8 << 20;
const zeros = { size: DISK_BYTES, read: (_offset: number, into: Uint8Array) => void into.fill(0) };

const registry = machineRegistry();
const tables = instructionTables(new Set(['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei']));

/** A board that counts, and a disk of zeros. The fixtures are of this machine: it stays as it is. */
export function countingRun(memory = 4 << 20): Run {
  const disk = new Disk(zeros, false);
  const configuration: MachineConfiguration = {
    machine: 'virt', cpu: parseCpuOption(registry, 'rv64'), memory, smp: 1, seed: 7n, rtcStart: 1_700_000_000, bios: 'none',
    kernel: { name: 'count', bytes: assemble(COUNT, { tables, origin: 0x8000_0000n, csr: (name) => csrByName.get(name) }) },
    drives: [{ id: 'disk', interface: 'virtio', backend: disk, sha256: '0'.repeat(64) }],
  };
  return new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: {}, sha256, trace: null }),
    hash: sha256,
    disks: new Map([['disk', disk]]),
  });
}

/** What a writer of snapshots has to know of it. */
export const memoryOf = (run: Run): MachineMemory => ({
  ram: new Map(run.machine.ramBlocks.map(({ name, size }) => [name, size / 4096])),
  disks: new Map([['disk', zeros]]),
});

/** How far it has counted: the last number that it has written. */
export function countOf({ machine }: Run): number {
  const ram = machine.ramBlocks.find(({ size }) => size === 4 << 20);
  if (!ram) throw new Error('the board has no RAM of 4 MiB');
  let count = 0;
  while (ram.read64(0x10000 + count * 4096) === BigInt(count + 1)) count++;
  return count;
}
