import { createHash } from 'node:crypto';
import { ManualClock, TimerList } from '@reprise/clock';
import { createMachine, type Machine, type MachineConfiguration, machineRegistry } from '@reprise/machine';
import { type HartPorts, parseCpuOption } from '@reprise/riscv';

const registry = machineRegistry();

/** Ports of harts that never run. */
const idlePorts: HartPorts = {
  time: () => 0, cycles: () => 0, steps: () => 0, instructionBits: () => 0, probeLoad: () => 2, zeroBlock: () => 1,
  endSlice: () => {}, translationChanged: () => {}, protectionChanged: () => {}, timerChanged: () => {},
};

/** A machine as it is after power-on, with nobody to run it. */
export const board = (given: Partial<MachineConfiguration> = {}): Machine =>
  createMachine(
    registry,
    { machine: 'virt', cpu: parseCpuOption(registry, 'rv64'), memory: 256 * 2 ** 20, smp: 2, bios: 'none', seed: 1n, rtcStart: 0, ...given },
    {
      clock: new ManualClock(), timers: new TimerList(), hartPorts: idlePorts, system: { requestShutdown: () => {}, requestReset: () => {} },
      backends: {}, sha256: (bytes) => createHash('sha256').update(bytes).digest(), trace: null,
    },
  );

/** What is in memory, as the guest sees it. */
export const memoryOf = (machine: Machine, address: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => machine.space.read(address + index, 1));
