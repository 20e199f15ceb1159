import { high32, join64, low32 } from '@reprise/bits';
import { DeviceBench, type Backends, type DeviceType } from '@reprise/qdev';
import { virtioBases } from '../virtio-bases.ts';
import { virtioMmio } from '../virtio-mmio.ts';
import { STATUS } from '../virtio-state.ts';
import { DriverMemory } from './driver-memory.ts';
import { DriverQueue } from './driver-queue.ts';

/** Offsets of the transport's registers, Virtio 1.2 §4.2.2 and §4.2.4. */
export const REG = {
  magic: 0x00, version: 0x04, deviceId: 0x08, vendor: 0x0c, deviceFeatures: 0x10, deviceFeaturesSel: 0x14, driverFeatures: 0x20,
  driverFeaturesSel: 0x24, guestPageSize: 0x28, queueSel: 0x30, queueNumMax: 0x34, queueNum: 0x38, queueAlign: 0x3c, queuePfn: 0x40,
  queueReady: 0x44, queueNotify: 0x50, interruptStatus: 0x60, interruptAck: 0x64, status: 0x70, desc: 0x80, driver: 0x90, device: 0xa0,
  shmSel: 0xac, shmLen: 0xb0, shmBase: 0xb8, configGeneration: 0xfc, config: 0x100,
} as const;

/** What to put behind the transport. */
export interface DriverOptions {
  readonly legacy?: boolean;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly backends?: Backends;
  /** Devices for the bus that the device itself provides, and their types. */
  readonly types?: readonly DeviceType[];
}

/** A virtio device behind a transport on a bench, and what a driver does with it through registers and RAM alone. */
export class VirtioDriver {
  readonly bench: DeviceBench;
  readonly memory: DriverMemory;
  readonly legacy: boolean;
  queues: DriverQueue[] = [];

  constructor(type: DeviceType, { legacy = false, properties = {}, backends = {}, types = [] }: DriverOptions = {}) {
    this.legacy = legacy;
    this.bench = new DeviceBench(virtioMmio, {
      properties: { 'force-legacy': legacy },
      types: [type, ...types],
      register: (registry) => virtioBases.forEach((base) => registry.register(base)),
      plugged: [{ type: type.name, properties, backends }],
    });
    this.memory = new DriverMemory(this.bench);
  }

  get status(): number {
    return this.bench.read(REG.status);
  }

  get offered(): bigint {
    const half = (sel: number): number => {
      this.bench.write(REG.deviceFeaturesSel, sel);
      return this.bench.read(REG.deviceFeatures);
    };
    return join64(half(1), half(0));
  }

  /** Writes the accepted features. */
  accept(features: bigint): void {
    for (const [sel, half] of [low32(features), high32(features)].entries()) {
      this.bench.write(REG.driverFeaturesSel, sel);
      this.bench.write(REG.driverFeatures, half);
    }
  }

  /** Device initialization, §3.1.1: accepts all features but `without`, and sets `queues` queues of `size` descriptors up. */
  start(queues: number, size: number, without = 0n): DriverQueue[] {
    const { bench } = this;
    bench.write(REG.status, 0);
    bench.write(REG.status, STATUS.ACKNOWLEDGE | STATUS.DRIVER);
    this.accept(this.offered & ~without);
    if (this.legacy) bench.write(REG.guestPageSize, 4096);
    else this.addStatus(STATUS.FEATURES_OK);
    this.queues = Array.from({ length: queues }, (_, index) => this.setUpQueue(index, size));
    this.addStatus(STATUS.DRIVER_OK);
    return this.queues;
  }

  addStatus(bits: number): void {
    this.bench.write(REG.status, this.status | bits);
  }

  setUpQueue(index: number, size: number): DriverQueue {
    const { bench } = this;
    const queue = new DriverQueue(this.memory, size);
    bench.write(REG.queueSel, index);
    bench.write(REG.queueNum, size);
    if (this.legacy) {
      bench.write(REG.queueAlign, 4096);
      bench.write(REG.queuePfn, queue.desc / 4096);
    } else {
      for (const [register, address] of [[REG.desc, queue.desc], [REG.driver, queue.driver], [REG.device, queue.device]] as const) {
        bench.write(register, address);
        bench.write(register + 4, 0);
      }
      bench.write(REG.queueReady, 1);
    }
    return queue;
  }

  /** Becomes a copy of another driver whose machine was saved, and restored here. */
  restore(other: VirtioDriver): void {
    this.memory.copyFrom(other.memory);
    this.bench.clock.set(other.bench.clock.now());
    this.bench.load(other.bench.save());
    this.queues = other.queues.map((queue) => queue.in(this.memory));
  }

  notify(queue: number): void {
    this.bench.write(REG.queueNotify, queue);
  }

  /** Reads and acknowledges the interrupt status. */
  takeInterrupts(): number {
    const interrupts = this.bench.read(REG.interruptStatus);
    this.bench.write(REG.interruptAck, interrupts);
    return interrupts;
  }

  config(offset: number, size: number): number {
    return this.bench.read(REG.config + offset, size);
  }
}
