import { BENCH_RAM, Device } from '@reprise/qdev';
import type { Random } from './random.ts';
import type { VirtioDriver } from './virtio-driver.ts';

/** Something a driver does, or the world around the device; the same each time, to any driver. */
export type Step = (driver: VirtioDriver) => void;

const QUEUES = 2;
const REGISTER_BYTES = 0x200;

function writeRegister(random: Random): Step {
  const [offset, value, size] = [random.below(REGISTER_BYTES), random.value(), random.pick([1, 2, 4, 4, 4])];
  return ({ bench }) => {
    bench.write(offset - (offset % size), value, size);
    bench.read(offset - (offset % size), size);
  };
}

function writeMemory(random: Random): Step {
  const [address, bytes] = [BENCH_RAM + random.below((1 << 20) - 16), random.bytes(16)];
  return ({ memory }) => memory.write(address, bytes);
}

/** Changes a ring or a descriptor, and notifies. */
function spoilQueue(random: Random): Step {
  const [index, part, offset, value] = [random.below(QUEUES), random.pick(['desc', 'driver', 'device'] as const), 2 * random.below(64), random.value()];
  return (driver) => {
    const queue = driver.queues[index];
    if (queue) driver.memory.write16(queue[part] + offset, value & 0xffff);
    driver.notify(index);
  };
}

/** Makes a chain available, once or more: what may be a block request, frame or text, and some that is nothing. */
function useQueue(random: Random): Step {
  const index = random.below(QUEUES);
  const head = { address: BENCH_RAM + random.below((1 << 20) - 64), length: random.oneIn(8) ? random.length() : 16, writable: random.oneIn(3) };
  const parts = Array.from({ length: random.below(4) }, () => ({ address: random.address(), length: random.length(), writable: !random.oneIn(3) }));
  const [indirect, times, sector] = [random.oneIn(4), 1 + random.below(3), random.below(64)];
  const request = Uint8Array.of(random.pick([0, 0, 1, 1, 4, 8, 13, 99]), 0, 0, 0, 0, 0, 0, 0, sector, 0, 0, 0, 0, 0, 0, 0);
  return (driver) => {
    driver.memory.write(head.address, request);
    for (let count = 0; count < times; count++) driver.queues[index]?.add([head, ...parts], indirect);
    driver.notify(index);
  };
}

/** Lets a frame and some text come in. */
function receive(random: Random): Step {
  const bytes = random.bytes(1 + random.below(2000));
  return ({ bench }) => {
    const [device] = bench.plugged;
    if (device?.canReceiveFrame()) device.receiveFrame(bytes);
    for (const port of device?.bus?.devices ?? []) if (port instanceof Device) port.receive(bytes);
  };
}

const passTime = (): Step => ({ bench }) => bench.advance(0);

function start(random: Random): Step {
  const size = random.pick([2, 8, 16, 64]);
  return (driver) => {
    driver.memory.clear();
    driver.start(QUEUES, size);
  };
}

/** A driver's life: it starts well, as a rule, and goes on in any way. */
export function randomSteps(random: Random): Step[] {
  const kinds = [writeRegister, writeMemory, spoilQueue, useQueue, useQueue, useQueue, receive, passTime] as const;
  const first = random.oneIn(8) ? [] : [start(random)];
  return [...first, ...Array.from({ length: 4 + random.below(20) }, () => random.pick(kinds)(random))];
}
