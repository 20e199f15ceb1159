import { ManualClock, TimerList } from '@reprise/clock';
import type { EntropySource } from '@reprise/qdev';
import { type HartPorts, parseCpuOption } from '@reprise/riscv';
import type { Image } from '../image/image.ts';
import type { MachineBackends, MachineConfiguration } from '../machine/configuration.ts';
import { createMachine, type Machine } from '../machine/machine.ts';
import { machineRegistry } from '../machine/types.ts';

export const MIB = 2 ** 20;

/** Ports of harts that never run. */
const idlePorts: HartPorts = {
  time: () => 0,
  cycles: () => 0,
  steps: () => 0,
  instructionBits: () => 0,
  probeLoad: () => 2,
  zeroBlock: () => 1,
  endSlice: () => {},
  translationChanged: () => {},
  protectionChanged: () => {},
  timerChanged: () => {},
};

/** Not SHA-256, but 32 bytes that follow from the bytes given. */
const sum = (bytes: Uint8Array): Uint8Array => {
  const result = new Uint8Array(32);
  bytes.forEach((byte, index) => { result[index % 32] = (result[index % 32] ?? 0) * 31 + byte; });
  return result;
};

const zeros: EntropySource = { fill: (bytes) => void bytes.fill(0) };

export const registry = machineRegistry();

/** A machine with nobody to run it, for specs: what it sends to its console and asks of the outside is kept. */
export class MachineBench {
  readonly clock = new ManualClock();
  readonly timers = new TimerList();
  readonly machine: Machine;
  readonly requests: string[] = [];
  #console = '';

  constructor(configuration: Partial<MachineConfiguration> = {}, backends: MachineBackends = {}) {
    this.machine = createMachine(registry, configurationOf(configuration), {
      clock: this.clock,
      timers: this.timers,
      hartPorts: idlePorts,
      system: { requestShutdown: (code) => void this.requests.push(`shutdown ${code}`), requestReset: () => void this.requests.push('reset') },
      backends: { chardevs: { serial0: { write: (byte) => { this.#console += String.fromCharCode(byte); } } }, rngs: { rng0: zeros }, ...backends },
      sha256: sum,
      trace: null,
    });
  }

  get console(): string {
    return this.#console;
  }

  /** Bytes of memory as the guest sees them. */
  bytes(address: number, length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, index) => this.machine.space.read(address + index, 1));
  }
}

/** `-M virt -m 16M -bios none`, with what is given. */
export const configurationOf = (given: Partial<MachineConfiguration> = {}): MachineConfiguration => ({
  machine: 'virt', cpu: parseCpuOption(registry, 'rv64'), memory: 16 * MIB, smp: 1, bios: 'none', seed: 1n, rtcStart: 1_000_000_000, ...given,
});

export const imageOf = (name: string, ...bytes: readonly number[]): Image => ({ name, bytes: Uint8Array.from(bytes) });
