/** The board `virt` with a device of every kind, to be fuzzed. */
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import { PAGE_SIZE, type RamBlock } from '@reprise/memory';
import { parseCpuOption, type Hart } from '@reprise/riscv';
import { Disk, Run, SeededEntropy, type RunStop, type TierName } from '@reprise/vm';
import { sha256 } from '@reprise/vm-host';
import type { HartImage, Segment } from '../differential/case.ts';
import { loadHart } from '../differential/load.ts';

export const RAM_BASE = 0x8000_0000;
export const RAM_BYTES = 8 << 20;

const registry = machineRegistry();

const configurationOf = (disk: Disk): MachineConfiguration => ({
  machine: 'virt',
  cpu: parseCpuOption(registry, 'rv64'),
  memory: RAM_BYTES,
  smp: 2,
  bios: 'none',
  kernel: { name: 'nothing', bytes: new Uint8Array(16) },
  drives: [{ id: 'disk', interface: 'virtio', backend: disk, sha256: '0'.repeat(64) }],
  netdevs: [{ id: 'net', type: 'loopback' }],
  devices: [
    { type: 'virtio-rng-device', properties: { rng: 'rng' } },
    { type: 'virtio-net-device', properties: { netdev: 'net' } },
    { type: 'virtio-serial-device', id: 'serial' },
    { type: 'virtconsole', bus: 'serial.0' },
  ],
  seed: 1n,
  rtcStart: 1_700_000_000,
});

/** Physical addresses at which a device answers. */
export interface DeviceRange {
  readonly start: number;
  readonly end: number;
}

/** What a fuzzed board is set to before it runs. */
export interface Start {
  /** By hart; those without wait. */
  readonly harts: readonly HartImage[];
  readonly memory: readonly Segment[];
  readonly steps: number;
  /** Whether devices are left as they are, rather than reset. */
  readonly keepsDevices?: boolean;
}

export class FuzzedBoard {
  readonly run: Run;
  readonly #ram: RamBlock;
  /** Lengths of the slices that it runs in, over and over. */
  readonly #slices: readonly number[];

  constructor(slices: readonly number[], tier: TierName) {
    this.#slices = slices;
    const disk = new Disk({ size: 64 << 10, read: (offset, into) => void into.fill(offset / PAGE_SIZE) }, false);
    const entropy = new SeededEntropy(7n, sha256);
    this.run = new Run({
      tier,
      jit: { threshold: 0, capacity: 64 },
      createMachine: (environment) =>
        createMachine(registry, configurationOf(disk), { ...environment, backends: { rngs: { rng: entropy } }, sha256, trace: null }),
      hash: sha256,
      disks: new Map([['disk', disk]]),
      entropy: new Map([['rng', entropy]]),
      quantum: 50,
    });
    const ram = this.run.machine.ramBlocks.find(({ size }) => size === RAM_BYTES);
    if (!ram) throw new Error('the board has no RAM of that size');
    this.#ram = ram;
  }

  get devices(): readonly DeviceRange[] {
    return this.run.machine.space.view.ranges.filter(({ port }) => port !== null);
  }

  /** Lets harts go on from where they are put; returns why it stopped, at the latest after the steps given. */
  go({ harts, memory, steps, keepsDevices = false }: Start): RunStop {
    const { run } = this;
    if (run.state.current === 'shutdown' || run.state.current === 'internal-error') run.state.set('paused');
    if (!keepsDevices) run.reset();
    for (const { address, bytes } of memory) this.#ram.writeBytes(address - RAM_BASE, bytes);
    for (const hart of run.machine.harts) {
      const image = harts[hart.index];
      if (image) start(hart, image);
      else hart.set('waiting', 1n);
    }
    const end = run.icount + steps;
    for (let turn = 0; ; turn++) {
      const stop = run.runUntil({ icount: Math.min(end, run.icount + (this.#slices[turn % this.#slices.length] ?? steps)) });
      if (stop.reason !== 'limit' || run.icount >= end) return stop;
    }
  }
}

function start(hart: Hart, image: HartImage): void {
  loadHart(hart, image);
  hart.derive();
  hart.ports.protectionChanged(hart.index);
  hart.ports.translationChanged(hart.index);
  hart.ports.timerChanged(hart.index);
}
