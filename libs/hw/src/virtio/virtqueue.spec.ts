import { BENCH_RAM } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { VIRTIO_F } from './features.ts';
import { DESC_NEXT, type DriverQueue } from './testing/driver-queue.ts';
import { REG, VirtioDriver } from './testing/virtio-driver.ts';
import { virtioRng } from './virtio-rng.ts';
import { INTERRUPT, STATUS } from './virtio-state.ts';

// The entropy source serves: one queue, and every buffer comes back at once.
const SIZE = 8;
const OUTSIDE = 0x7000_0000;

function started(without = 0n, legacy = false): { driver: VirtioDriver; queue: DriverQueue; give: (count?: number) => void } {
  const driver = new VirtioDriver(virtioRng, { legacy });
  const [queue] = driver.start(1, SIZE, without);
  if (!queue) throw new Error('no queue');
  const part = driver.memory.writable(16);
  const give = (count = 1): void => {
    for (let index = 0; index < count; index++) queue.add([part]);
    driver.notify(0);
  };
  return { driver, queue, give };
}

describe('a ring that cannot be worked with puts the device out of use', () => {
  const moveTo = (driver: VirtioDriver, register: number, address: number): void => {
    driver.bench.write(REG.queueSel, 0);
    driver.bench.write(register, address);
  };
  it.each<[string, (driver: VirtioDriver, queue: DriverQueue) => void]>([
    ['a loop', (_driver, queue) => { queue.describe(0, BENCH_RAM, 1, DESC_NEXT, 0); queue.offer(0); }],
    ['a head outside of the table', (_driver, queue) => queue.offer(SIZE)],
    ['an index that is too far ahead', (driver, queue) => driver.memory.write16(queue.driver + 2, 1 + SIZE + 1)],
    ['an index that goes back', (driver, queue) => driver.memory.write16(queue.driver + 2, 0xffff)],
    ['a descriptor table outside of memory', (driver, queue) => { queue.offer(0); moveTo(driver, REG.desc, OUTSIDE); }],
    ['a descriptor table at the end of all addresses', (driver, queue) => { queue.offer(0); moveTo(driver, REG.desc, 0xffff_ffff); moveTo(driver, REG.desc + 4, 0xffff_ffff); }],
    ['an available ring outside of memory', (driver) => moveTo(driver, REG.driver, OUTSIDE)],
    ['an available ring at the end of memory', (driver) => moveTo(driver, REG.driver, BENCH_RAM + (1 << 20) - 2)],
    ['a used ring outside of memory', (driver, queue) => { queue.add([driver.memory.writable(4)]); moveTo(driver, REG.device, OUTSIDE); }],
  ])('%s', (_what, spoil) => {
    const { driver, queue, give } = started();
    give();
    driver.takeInterrupts();
    queue.used();
    spoil(driver, queue);
    driver.notify(0);
    expect([driver.status & STATUS.NEEDS_RESET, driver.takeInterrupts(), queue.used()]).toEqual([STATUS.NEEDS_RESET, INTERRUPT.CONFIG_CHANGE, []]);

    driver.addStatus(0xff); // nothing the driver says but a reset helps
    driver.notify(0);
    expect([driver.status & STATUS.NEEDS_RESET, driver.takeInterrupts(), queue.used()]).toEqual([STATUS.NEEDS_RESET, 0, []]);

    const [fresh] = driver.start(1, SIZE);
    fresh?.add([driver.memory.writable(4)]);
    driver.notify(0);
    expect([driver.status & STATUS.NEEDS_RESET, driver.takeInterrupts(), fresh?.used()]).toEqual([0, INTERRUPT.USED_BUFFER, [{ id: 0, length: 4 }]]);
  });
});

describe('a driver without event indices', () => {
  it('is interrupted once a notification', () => {
    const { driver, queue, give } = started(VIRTIO_F.RING_EVENT_IDX);
    give(3);
    expect([queue.used(), driver.takeInterrupts()]).toEqual([[0, 1, 2].map((id) => ({ id, length: 16 })), INTERRUPT.USED_BUFFER]);
    driver.notify(0);
    expect([driver.takeInterrupts(), queue.availEvent]).toEqual([0, 0]);
  });

  it('may ask not to be interrupted', () => {
    const { driver, queue, give } = started(VIRTIO_F.RING_EVENT_IDX);
    queue.flags = 1;
    queue.usedEvent = 0;
    give();
    expect([queue.used().length, driver.takeInterrupts(), driver.bench.level()]).toEqual([1, 0, false]);
    queue.flags = 0;
    give();
    expect(driver.takeInterrupts()).toBe(INTERRUPT.USED_BUFFER);
  });
});

describe('a driver with event indices', () => {
  it('is interrupted when the used index passes the one that it waits for', () => {
    const { driver, queue, give } = started();
    queue.flags = 1; // has no meaning here
    queue.usedEvent = 3;
    const interrupts = Array.from({ length: 5 }, () => {
      give();
      return driver.takeInterrupts();
    });
    expect(interrupts).toEqual([0, 0, 0, 1, 0]);
    queue.usedEvent = 6;
    give(3);
    expect(driver.takeInterrupts()).toBe(1);
  });

  it('is told to notify of the first buffer after those taken', () => {
    const { queue, give } = started();
    give(5);
    expect(queue.availEvent).toBe(5);
  });

  it('goes around all indices', () => {
    const { driver, queue, give } = started();
    for (let round = 0; round < 0x1_0000 / SIZE + 3; round++) {
      queue.usedEvent = (SIZE * (round + 1) - 1) & 0xffff;
      give(SIZE);
      if (driver.takeInterrupts() !== 1 || queue.used().length !== SIZE) throw new Error(`round ${round}`);
    }
    expect([queue.availIndex, queue.availEvent]).toEqual([3 * SIZE, 3 * SIZE]);
  });
});

describe('before DRIVER_OK', () => {
  it('buffers stay where they are, and are taken then', () => {
    const { driver, queue } = started();
    driver.bench.write(REG.status, STATUS.ACKNOWLEDGE | STATUS.DRIVER | STATUS.FEATURES_OK);
    queue.add([driver.memory.writable(4)]);
    driver.notify(0);
    expect(queue.used()).toEqual([]);
    driver.addStatus(STATUS.DRIVER_OK);
    expect(queue.used()).toHaveLength(1);
  });

  it('a legacy driver may use its queues', () => {
    const { driver, queue } = started(0n, true);
    driver.bench.write(REG.status, STATUS.ACKNOWLEDGE | STATUS.DRIVER);
    queue.add([driver.memory.writable(4)]);
    driver.notify(0);
    expect([queue.used().length, driver.takeInterrupts()]).toEqual([1, INTERRUPT.USED_BUFFER]);
  });
});

it('a queue that is not ready is left alone', () => {
  const { driver, queue, give } = started();
  driver.bench.write(REG.queueReady, 0);
  give();
  expect([queue.used(), driver.status & STATUS.NEEDS_RESET]).toEqual([[], 0]);
});

it('goes on where it was after a restore', () => {
  const [first, second] = [started(), started()];
  first.queue.usedEvent = 3;
  first.give(2);
  second.driver.restore(first.driver);
  for (const { driver } of [first, second]) {
    for (let count = 0; count < 2; count++) driver.queues[0]?.add([driver.memory.writable(16)]);
    driver.notify(0);
    expect(driver.takeInterrupts()).toBe(INTERRUPT.USED_BUFFER);
  }
  expect(second.driver.bench.save()).toEqual(first.driver.bench.save());
  expect(second.driver.memory.read(BENCH_RAM, 1 << 16)).toEqual(first.driver.memory.read(BENCH_RAM, 1 << 16));
});
