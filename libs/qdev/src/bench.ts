import { type Nanoseconds } from '@reprise/bits';
import { ManualClock, TimerList } from '@reprise/clock';
import { type AccessStatus, AddressSpace, Dma, HostMemory, MemoryRegion, PageTracker, RamBlock } from '@reprise/memory';
import { TypeRegistry } from '@reprise/qom';
import { expectList, type Tree } from '@reprise/vmstate';
import type { Backends } from './backends.ts';
import { type DeviceType, createDevice, registerDeviceBases, registerDevices } from './define.ts';
import { type Device, resetDevices } from './device.ts';
import type { DeviceEnvironment } from './environment.ts';
import type { DeviceTrace, GuestErrorEvent, IrqEvent, MmioEvent } from './trace.ts';

/** RAM on a bench: 1 MiB at this address. */
export const BENCH_RAM = 0x8000_0000;
const BENCH_RAM_SIZE = 1 << 20;
const REGION_SPACING = 0x1000_0000;

/** What to put on a bench. */
export interface BenchOptions {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly backends?: Backends;
  /** Other types to register: parents (as TypeInfo through `register`) or devices for the bus. */
  readonly types?: readonly DeviceType[];
  readonly register?: (registry: TypeRegistry) => void;
  /** Devices for the bus that the device provides. */
  readonly plugged?: readonly { readonly type: string; readonly properties?: Readonly<Record<string, unknown>>; readonly backends?: Backends }[];
}

/**
 * One device on a board of its own, for specs: its regions are mapped from 0 on, 256 MiB apart, beside 1 MiB of RAM at
 * BENCH_RAM. It is realized and reset. What it does to the outside is recorded.
 */
export class DeviceBench implements DeviceTrace {
  readonly registry = new TypeRegistry();
  readonly clock = new ManualClock();
  readonly timers = new TimerList();
  readonly memory = new HostMemory();
  readonly tracker = new PageTracker(this.memory);
  readonly ram: RamBlock;
  readonly space: AddressSpace;
  readonly device: Device;
  /** The devices on its bus. */
  readonly plugged: readonly Device[];
  /** Bytes written to the chardev, if no other one was given. */
  readonly sent: number[] = [];
  /** Frames sent to the netdev, if no other one was given. */
  readonly frames: Uint8Array[] = [];
  /** Requests to the machine: `shutdown 0`, `reset`. */
  readonly requests: string[] = [];
  readonly mmioEvents: MmioEvent[] = [];
  readonly irqEvents: IrqEvent[] = [];
  readonly guestErrors: GuestErrorEvent[] = [];
  /** Paths of devices that said they can take input, in order. */
  readonly inputAccepted: string[] = [];

  constructor(type: DeviceType, options: BenchOptions = {}) {
    registerDeviceBases(this.registry);
    options.register?.(this.registry);
    registerDevices(this.registry, [type, ...(options.types ?? [])]);
    const system = MemoryRegion.container('system', 2 ** 53);
    this.space = new AddressSpace('memory', system);
    this.ram = new RamBlock(this.memory, this.tracker, 'ram', BENCH_RAM_SIZE);
    system.addSubregion(BENCH_RAM, MemoryRegion.ram('ram', this.ram));
    const root = this.registry.create('container');
    const env = this.#environment();
    this.device = root.addChild('device', createDevice(this.registry, type.name, options.properties ?? {}));
    this.device.setBackends(this.#backends(options.backends));
    this.device.realize(env);
    this.plugged = (options.plugged ?? []).map(({ type: name, properties, backends }, index) => {
      const device = createDevice(this.registry, name, properties ?? {});
      this.device.bus?.addChild(`child${index}`, device);
      device.setBackends(this.#backends(backends));
      device.realize(env);
      return device;
    });
    this.device.regions.forEach((region, index) => system.addSubregion(index * REGION_SPACING, region));
    this.reset();
  }

  #environment(): DeviceEnvironment {
    return {
      clock: this.clock,
      timers: this.timers,
      dma: new Dma(this.space),
      system: {
        requestShutdown: (code) => void this.requests.push(`shutdown ${code}`),
        requestReset: () => void this.requests.push('reset'),
      },
      allocateBlock: (name, size, readonly) => new RamBlock(this.memory, this.tracker, name, size, readonly),
      acceptInput: ({ path }) => void this.inputAccepted.push(path),
      trace: this,
    };
  }

  #backends(given: Backends = {}): Backends {
    return {
      chardev: { write: (byte) => void this.sent.push(byte) },
      netdev: { send: (frame) => void this.frames.push(Uint8Array.from(frame)) },
      ...given,
    };
  }

  mmio(event: MmioEvent): void {
    this.mmioEvents.push(event);
  }

  irq(event: IrqEvent): void {
    this.irqEvents.push(event);
  }

  guestError(event: GuestErrorEvent): void {
    this.guestErrors.push(event);
  }

  /** Reads 1, 2 or 4 bytes of a region (by its place in the definition). @throws Error if the access faults */
  read(offset: number, size = 4, region = 0): number {
    const value = this.space.read(region * REGION_SPACING + offset, size);
    return this.#checked(value, 'read', offset, size);
  }

  read64(offset: number, region = 0): bigint {
    const value = this.space.read64(region * REGION_SPACING + offset);
    return this.#checked(value, 'read', offset, 8);
  }

  #checked<T>(value: T, what: string, offset: number, size: number): T {
    if (this.space.status !== 'ok') throw new Error(`${what} of ${size} bytes at 0x${offset.toString(16)}: ${this.space.status}`);
    return value;
  }

  /** Writes 1, 2 or 4 bytes; returns how the access went. */
  write(offset: number, value: number, size = 4, region = 0): AccessStatus {
    return this.space.write(region * REGION_SPACING + offset, value, size);
  }

  write64(offset: number, value: bigint, region = 0): AccessStatus {
    return this.space.write64(region * REGION_SPACING + offset, value);
  }

  /** The level of one of the device's output lines. */
  level(output = 'irq', index = 0): boolean {
    return this.device.outputLevel(output, index);
  }

  setInput(name: string, level: boolean, index = 0): void {
    this.device.input(name, index).set(level);
  }

  /** Gives the device text or bytes on its chardev; returns how many bytes it took. */
  receive(data: string | Uint8Array): number {
    return this.device.receive(typeof data === 'string' ? new TextEncoder().encode(data) : data);
  }

  /** What the device sent on its chardev, as ASCII. */
  get sentText(): string {
    return String.fromCharCode(...this.sent);
  }

  /** Lets virtual time pass, stopping at each deadline on the way. */
  advance(ns: Nanoseconds): void {
    const end = this.clock.now() + ns;
    for (let steps = 0; steps < 100_000; steps++) {
      const next = this.timers.nextDeadline();
      if (next === null || next > end) break;
      this.clock.set(Math.max(next, this.clock.now()));
      this.timers.fire(this.clock.now());
    }
    this.clock.set(end);
  }

  reset(): void {
    resetDevices([this.device, ...this.plugged]);
  }

  save(): Tree {
    return [this.device, ...this.plugged].map((device) => device.save());
  }

  /** Loads what another bench of the same kind has saved. */
  load(tree: Tree): void {
    const devices = [this.device, ...this.plugged];
    const trees = expectList(tree, 'bench', devices.length, devices.length);
    devices.forEach((device, index) => device.load(trees[index] ?? null));
    for (const device of devices) device.driveOutputs(true);
  }
}
