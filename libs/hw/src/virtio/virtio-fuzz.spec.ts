import { BENCH_RAM, type DeviceType } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { LoopbackNetdev } from '../net/loopback-netdev.ts';
import { MemoryDisk } from './testing/memory-disk.ts';
import { plugConsole } from './testing/plug-console.ts';
import { Random } from './testing/random.ts';
import { randomSteps } from './testing/random-steps.ts';
import { VirtioDriver } from './testing/virtio-driver.ts';
import { virtconsole } from './virtconsole.ts';
import { virtioBlk } from './virtio-blk.ts';
import { virtioNet } from './virtio-net.ts';
import { virtioRng } from './virtio-rng.ts';
import { virtioSerial } from './virtio-serial.ts';

/** Of each device behind each transport; one in so many is restored in the middle. */
const CASES = 500;
const RESTORED = 16;
const FIRST_SEED = 0x5eed_0001;

/** A device with back ends that can be copied. */
class Subject {
  readonly disk = MemoryDisk.numbered(64);
  /** Random bytes taken, and a sum over all bytes sent to the console. */
  taken = 0;
  sent = 0;
  readonly driver: VirtioDriver;

  constructor(type: DeviceType, legacy: boolean) {
    const netdev = new LoopbackNetdev();
    const rng = { fill: (bytes: Uint8Array) => bytes.forEach((_byte, at) => { bytes[at] = this.taken++; }) };
    this.driver = new VirtioDriver(type, { legacy, backends: { drive: this.disk, rng, netdev }, types: [virtconsole] });
    if (type === virtioSerial) plugConsole(this.driver.bench, { write: (byte) => { this.sent = (this.sent * 31 + byte) | 0; } });
    const [device] = this.driver.bench.plugged;
    if (device) netdev.connect(device);
  }

  restore(other: Subject): void {
    this.driver.restore(other.driver);
    this.disk.bytes.set(other.disk.bytes);
    this.taken = other.taken;
    this.sent = other.sent;
  }

  get state(): unknown[] {
    return [this.driver.bench.save(), this.driver.bench.level(), this.taken, this.sent];
  }

  get ram(): Uint8Array {
    return this.driver.memory.read(BENCH_RAM, this.driver.bench.ram.size);
  }
}

/** Where two arrays of equal length differ; -1 = nowhere. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return at;
  return -1;
}

/** Runs a case on `subject`. A `copy`, if given, is restored from it in the middle, does the same, and must come out the same. */
function runCase(seed: number, subject: Subject, copy: Subject | null): void {
  const steps = randomSteps(new Random(seed));
  const middle = copy ? Math.floor(steps.length / 2) : steps.length;
  for (const step of steps.slice(0, middle)) step(subject.driver);
  if (!copy) return;
  copy.restore(subject);
  for (const step of steps.slice(middle)) for (const { driver } of [subject, copy]) step(driver);
  expect(copy.state).toEqual(subject.state);
  expect([firstDifference(copy.ram, subject.ram), firstDifference(copy.disk.bytes, subject.disk.bytes)]).toEqual([-1, -1]);
}

describe.each<[string, DeviceType]>([
  ['virtio-blk-device', virtioBlk], ['virtio-net-device', virtioNet], ['virtio-rng-device', virtioRng], ['virtio-serial-device', virtioSerial],
])('%s', (_name, type) => {
  it.each([[false], [true]])('survives any driver, and a restore at any time, legacy %s', (legacy) => {
    const [subject, copy] = [new Subject(type, legacy), new Subject(type, legacy)];
    let worked = 0;
    for (let number = 0; number < CASES; number++) {
      const seed = (FIRST_SEED + Math.imul(number, 0x9e37_79b1)) >>> 0;
      try {
        runCase(seed, subject, number % RESTORED === 0 ? copy : null);
      } catch (error) {
        throw new Error(`case ${number}, seed 0x${seed.toString(16)}`, { cause: error });
      }
      if (subject.driver.queues.some((queue) => queue.used().length > 0)) worked++;
    }
    expect(worked).toBeGreaterThan(CASES / 4); // else the cases are not worth much
  });
});
