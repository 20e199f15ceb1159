import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { MemoryDisk } from './testing/memory-disk.ts';
import { REG, VirtioDriver } from './testing/virtio-driver.ts';
import { virtioBlk } from './virtio-blk.ts';
import { virtioMmio } from './virtio-mmio.ts';
import { STATUS } from './virtio-state.ts';

const QUEUE_SIZE = 256;
const VERSION_1 = 1n << 32n;
const diskDriver = (legacy = false): VirtioDriver => new VirtioDriver(virtioBlk, { legacy, backends: { drive: MemoryDisk.numbered(8) } });

describe('an empty slot', () => {
  it.each([[false, 2], [true, 1]])('with force-legacy %s says that nothing is there', (legacy, version) => {
    const bench = new DeviceBench(virtioMmio, { properties: { 'force-legacy': legacy } });
    expect([REG.magic, REG.version, REG.deviceId].map((at) => bench.read(at))).toEqual([0x7472_6976, version, 0]);
    for (let at = 0; at < 0x200; at += 4) bench.write(at, 0xffff_ffff);
    const rest = Array.from({ length: 0x1f0 / 4 }, (_, index) => bench.read(0x10 + 4 * index));
    expect(rest.every((value) => value === 0 || value === 0xffff_ffff)).toBe(true);
    expect(bench.level()).toBe(false);
  });
});

describe('registers of version 2', () => {
  it('negotiate features by 32-bit words', () => {
    const driver = diskDriver();
    const { bench } = driver;
    expect(driver.offered & VERSION_1).toBe(VERSION_1);
    bench.write(REG.deviceFeaturesSel, 2);
    expect(bench.read(REG.deviceFeatures)).toBe(0);
  });

  it.each<[string, (offered: bigint) => bigint, number]>([
    ['all features', (offered) => offered, STATUS.FEATURES_OK],
    ['none of them', () => 0n, STATUS.FEATURES_OK],
    ['one that was not offered', (offered) => offered | 1n, 0],
    ['one of the highest', (offered) => offered | (1n << 63n), 0],
  ])('answer a driver that accepts %s', (_what, accepted, featuresOk) => {
    const driver = diskDriver();
    driver.accept(accepted(driver.offered));
    driver.addStatus(STATUS.FEATURES_OK);
    expect(driver.status).toBe(featuresOk);
  });

  it('keep the features once they are agreed on', () => {
    const driver = diskDriver();
    const offered = driver.offered;
    driver.accept(VERSION_1);
    driver.addStatus(STATUS.FEATURES_OK);
    driver.accept(offered);
    expect(driver.bench.device.bus?.clients[0]).toMatchObject({ driverFeatures: VERSION_1 });
  });

  it('set a queue up', () => {
    const { bench } = diskDriver();
    expect([bench.read(REG.queueNumMax), bench.read(REG.queueReady)]).toEqual([QUEUE_SIZE, 0]);
    bench.write64(REG.desc, 0x1_8000_0000n);
    bench.write(REG.driver, 0x8000_1000);
    bench.write(REG.driver + 4, 2);
    bench.write(REG.queueReady, 1);
    expect([bench.read(REG.queueReady), bench.read64(REG.desc), bench.read64(REG.driver)]).toEqual([1, 0x1_8000_0000n, 0x2_8000_1000n]);
    bench.write(REG.queueReady, 0);
    expect(bench.read(REG.queueReady)).toBe(0);
  });

  it.each([[0], [257], [0xffff_ffff]])('ignore a queue of %d', (size) => {
    const { bench } = diskDriver();
    bench.write(REG.queueNum, size);
    expect([bench.guestErrors.length, bench.plugged[0]?.stateTree]).toEqual([1, expect.objectContaining({ queues: [expect.objectContaining({ size: QUEUE_SIZE })] })]);
  });

  it('have nothing for a queue that there is not', () => {
    const { bench } = diskDriver();
    bench.write(REG.queueSel, 1);
    for (const register of [REG.queueNum, REG.queueReady, REG.desc, REG.queueNotify]) bench.write(register, 1);
    expect([REG.queueNumMax, REG.queueReady, REG.desc].map((at) => bench.read(at))).toEqual([0, 0, 0]);
  });

  it('have no shared memory, and a configuration that stays', () => {
    const { bench } = diskDriver();
    bench.write(REG.shmSel, 1);
    expect([bench.read64(REG.shmLen), bench.read(REG.shmBase), bench.read(REG.configGeneration)]).toEqual([2n ** 64n - 1n, 0xffff_ffff, 0]);
  });

  it('take the configuration in any size', () => {
    const driver = diskDriver();
    expect([driver.config(20, 1), driver.config(20, 2), driver.config(20, 4), driver.config(0xfc, 4)]).toEqual([0, 512, 512, 0]);
  });

  it('forget everything at a reset by the driver', () => {
    const driver = diskDriver();
    const fresh = driver.bench.plugged[0]?.save();
    driver.start(1, 8);
    driver.queues[0]?.add([driver.memory.writable(1)]);
    driver.notify(0);
    expect(driver.bench.level()).toBe(true);
    driver.bench.write(REG.status, 0);
    expect([driver.bench.level(), driver.bench.plugged[0]?.save()]).toEqual([false, fresh]);
  });
});

describe('registers of version 1', () => {
  it('offer 32 features, and none that is not legacy', () => {
    const driver = diskDriver(true);
    expect([driver.offered >> 32n, driver.offered & (1n << 27n)]).toEqual([0n, 1n << 27n]);
    driver.accept(2n ** 64n - 1n);
    expect(driver.bench.device.bus?.clients[0]).toMatchObject({ driverFeatures: driver.offered });
  });

  it.each([[4096, 64, 4096], [1024, 3, 64]])('place a queue by pages of %d bytes: page %d, used ring aligned to %d', (pageSize, pfn, align) => {
    const { bench } = diskDriver(true);
    bench.write(REG.guestPageSize, pageSize);
    bench.write(REG.queueNum, 16);
    bench.write(REG.queueAlign, align);
    bench.write(REG.queuePfn, pfn);
    const desc = pfn * pageSize;
    const used = Math.ceil((16 * 16 + 38) / align) * align;
    expect(bench.plugged[0]?.stateTree).toMatchObject({
      queues: [{ ready: true, pfn, desc: BigInt(desc), driver: BigInt(desc + 256), device: BigInt(desc + used) }],
    });
    expect(bench.read(REG.queuePfn)).toBe(pfn);
    bench.write(REG.queuePfn, 0);
    expect([bench.read(REG.queuePfn), bench.plugged[0]?.stateTree]).toMatchObject([0, { queues: [{ ready: false }] }]);
  });

  it('survive a page and an alignment that are nonsense', () => {
    const { bench } = diskDriver(true);
    bench.write(REG.guestPageSize, 0xffff_ffff);
    bench.write(REG.queueAlign, 3);
    bench.write(REG.queueAlign, 0);
    bench.write(REG.queuePfn, 0xffff_ffff);
    bench.write(REG.queueNotify, 0);
    expect(bench.read(REG.status)).toBe(STATUS.NEEDS_RESET);
    expect(bench.level()).toBe(false); // the driver was not ready: it is not told
  });

  it.each([['QueueReady', REG.queueReady], ['QueueDescLow', REG.desc], ['SHMLenLow', REG.shmLen], ['ConfigGeneration', REG.configGeneration]])('do not have %s', (_name, at) => {
    const { bench } = diskDriver(true);
    bench.write(at, 1);
    expect([bench.read(at), bench.guestErrors]).toEqual([0, expect.arrayContaining([expect.anything()])]);
  });
});

it('goes on as it was when saved in the middle of the initialization', () => {
  const [first, second] = [diskDriver(), diskDriver()];
  first.bench.write(REG.status, STATUS.ACKNOWLEDGE | STATUS.DRIVER);
  first.accept(first.offered);
  first.addStatus(STATUS.FEATURES_OK);
  first.bench.write(REG.queueNum, 8);
  first.bench.write(REG.desc, 0x8000_0000);
  second.bench.load(first.bench.save());
  second.bench.write(REG.queueReady, 1);
  expect([second.status, second.bench.read(REG.desc)]).toEqual([STATUS.ACKNOWLEDGE | STATUS.DRIVER | STATUS.FEATURES_OK, 0x8000_0000]);
});
