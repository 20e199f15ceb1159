import { BENCH_RAM, type NetBackend } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { LoopbackNetdev } from '../net/loopback-netdev.ts';
import type { Part } from './testing/driver-memory.ts';
import { REG, type DriverOptions, VirtioDriver } from './testing/virtio-driver.ts';
import { virtioNet } from './virtio-net.ts';
import { STATUS } from './virtio-state.ts';

const [RECEIVE, TRANSMIT] = [0, 1];
const MRG_RXBUF = 1n << 15n;
const MAX_WAITING = 64;

const frameOf = (length: number, fill = 0x55): Uint8Array => new Uint8Array(length).fill(fill);

class NetDriver extends VirtioDriver {
  readonly frames: Uint8Array[] = [];

  constructor(options: DriverOptions & { readonly netdev?: NetBackend; readonly without?: bigint } = {}) {
    const frames: Uint8Array[] = [];
    const recorder: NetBackend = { send: (frame) => void frames.push(frame) };
    super(virtioNet, { ...options, backends: { netdev: options.netdev ?? recorder } });
    this.frames = frames;
    this.start(2, 16, options.without);
  }

  get headerBytes(): number {
    return this.legacy && !(this.driverFeatures & MRG_RXBUF) ? 10 : 12;
  }

  get driverFeatures(): bigint {
    return this.bench.device.bus?.clients.map((client) => (client as { driverFeatures: bigint }).driverFeatures)[0] ?? 0n;
  }

  send(frame: Uint8Array): void {
    const header = this.memory.readable(new Uint8Array(this.headerBytes));
    this.queues[TRANSMIT]?.add([header, this.memory.readable(frame)]);
    this.notify(TRANSMIT);
  }

  /** Gives the card a buffer for frames. */
  offer(length: number): Part {
    const part = this.memory.writable(length);
    this.queues[RECEIVE]?.add([part]);
    this.notify(RECEIVE);
    return part;
  }

  receive(frame: Uint8Array): boolean {
    return this.bench.plugged[0]?.receiveFrame(frame) ?? false;
  }

  get waiting(): number {
    const tree = this.bench.plugged[0]?.stateTree as { waiting: unknown[] };
    return tree.waiting.length;
  }
}

describe.each([
  ['modern', false, 0n, 12],
  ['modern without mergeable buffers', false, MRG_RXBUF, 12],
  ['legacy', true, 0n, 12],
  ['legacy without mergeable buffers', true, MRG_RXBUF, 10],
])('virtio-net-device, %s', (_what, legacy, without, headerBytes) => {
  it('sends frames without their header', () => {
    const driver = new NetDriver({ legacy, without });
    expect(driver.headerBytes).toBe(headerBytes);
    driver.send(frameOf(60, 1));
    driver.send(frameOf(1514, 2));
    expect([driver.frames, driver.takeInterrupts()]).toEqual([[frameOf(60, 1), frameOf(1514, 2)], 1]);
  });

  it('gives a frame to the driver with a header', () => {
    const driver = new NetDriver({ legacy, without });
    const part = driver.offer(1526);
    expect(driver.receive(frameOf(60))).toBe(true);
    const bytes = driver.memory.bytesOf(part);
    expect([bytes.subarray(0, 10), bytes.subarray(headerBytes, headerBytes + 61)]).toEqual([new Uint8Array(10), Uint8Array.of(...frameOf(60), 0xee)]);
    if (headerBytes === 12) expect([bytes[10], bytes[11]]).toEqual([1, 0]);
    expect([driver.queues[RECEIVE]?.used(), driver.takeInterrupts()]).toEqual([[{ id: 0, length: headerBytes + 60 }], 1]);
  });

  it('receives at once what it sends into a loop', () => {
    const netdev = new LoopbackNetdev();
    const driver = new NetDriver({ legacy, without, netdev });
    driver.send(frameOf(60)); // not plugged in yet
    const [card] = driver.bench.plugged;
    if (card) netdev.connect(card);
    const part = driver.offer(1526);
    driver.send(frameOf(64, 7));
    expect([driver.memory.bytesOf(part).subarray(headerBytes, headerBytes + 64), driver.queues[RECEIVE]?.used().length]).toEqual([frameOf(64, 7), 1]);
  });
});

describe('a network card', () => {
  it('tells of itself', () => {
    const driver = new NetDriver({ properties: { mac: '02:00:00:0A:0b:0c' } });
    expect([driver.bench.read(REG.deviceId), driver.config(0, 4), driver.config(4, 4), driver.offered & 0x1_ffffn]).toEqual([1, 0x0a00_0002, 0x0001_0c0b, 0x1_8020n]);
  });

  it.each([['52:54:00'], ['52-54-00-12-34-56'], ['52:54:00:12:34:5g']])('refuses the address %s', (mac) => {
    expect(() => new NetDriver({ properties: { mac } })).toThrow('52:54:00:12:34:56');
  });

  it('spreads a frame over as many buffers as it takes', () => {
    const driver = new NetDriver();
    const parts = [driver.offer(100), driver.offer(100), driver.offer(100)];
    driver.receive(frameOf(200));
    expect(driver.queues[RECEIVE]?.used()).toEqual([{ id: 0, length: 100 }, { id: 1, length: 100 }, { id: 2, length: 12 }]);
    const bytes = parts.flatMap((part) => [...driver.memory.bytesOf(part)]);
    expect([bytes[10], Uint8Array.from(bytes.slice(12, 213))]).toEqual([3, Uint8Array.of(...frameOf(200), 0xee)]);
  });

  it('keeps frames until the driver has buffers for a whole one', () => {
    const driver = new NetDriver();
    driver.receive(frameOf(150, 1));
    driver.receive(frameOf(20, 2));
    const first = driver.offer(100);
    expect([driver.waiting, driver.queues[RECEIVE]?.used(), driver.queues[RECEIVE]?.availEvent]).toEqual([2, [], 1]);
    driver.offer(100);
    expect([driver.waiting, driver.queues[RECEIVE]?.used().length, driver.memory.bytesOf(first)[12]]).toEqual([1, 2, 1]);
    const last = driver.offer(100);
    expect([driver.waiting, driver.memory.bytesOf(last)[12]]).toEqual([0, 2]);
  });

  it('loses a frame for which the driver has too small a buffer, and keeps the buffer', () => {
    const driver = new NetDriver({ without: MRG_RXBUF });
    driver.offer(100);
    expect([driver.receive(frameOf(200)), driver.waiting, driver.queues[RECEIVE]?.used()]).toEqual([true, 0, []]);
    expect([driver.receive(frameOf(80)), driver.queues[RECEIVE]?.used()]).toEqual([true, [{ id: 0, length: 92 }]]);
  });

  it('drops what it has no room for', () => {
    const driver = new NetDriver();
    const taken = Array.from({ length: MAX_WAITING + 1 }, () => driver.receive(frameOf(60)));
    expect([taken.filter(Boolean).length, taken.at(-1), driver.bench.plugged[0]?.canReceiveFrame()]).toEqual([MAX_WAITING, false, false]);
  });

  it.each([['nothing', 0], ['too much', 65_550]])('drops a frame of %s', (_what, length) => {
    const driver = new NetDriver();
    expect([driver.receive(frameOf(length)), driver.waiting]).toEqual([false, 0]);
  });

  it('drops frames while there is no driver', () => {
    const driver = new NetDriver();
    driver.receive(frameOf(60));
    driver.bench.write(REG.status, 0);
    expect([driver.waiting, driver.receive(frameOf(60)), driver.bench.plugged[0]?.canReceiveFrame()]).toEqual([0, false, false]);
  });

  it('sends nothing of a frame that is too long, and takes one without a header for an error', () => {
    const driver = new NetDriver();
    driver.send(frameOf(65_550));
    expect([driver.frames, driver.queues[TRANSMIT]?.used().length, driver.bench.guestErrors.length]).toEqual([[], 1, 1]);
    driver.queues[TRANSMIT]?.add([driver.memory.readable(new Uint8Array(11))]);
    driver.notify(TRANSMIT);
    expect([driver.frames, driver.status & STATUS.NEEDS_RESET]).toEqual([[], STATUS.NEEDS_RESET]);
  });

  it('survives a receive queue that cannot be worked with', () => {
    const driver = new NetDriver();
    driver.offer(100);
    driver.queues[RECEIVE]?.offer(99);
    expect([driver.receive(frameOf(150)), driver.queues[RECEIVE]?.used(), driver.status & STATUS.NEEDS_RESET]).toEqual([true, [], STATUS.NEEDS_RESET]);
    expect(driver.receive(frameOf(150))).toBe(false);
  });

  it('is saved with the frames that wait', () => {
    const [first, second] = [new NetDriver(), new NetDriver()];
    first.receive(frameOf(60, 9));
    second.bench.load(first.bench.save());
    for (const driver of [first, second]) driver.offer(100);
    expect(second.bench.save()).toEqual(first.bench.save());
    expect(second.memory.read(BENCH_RAM, 1 << 16)).toEqual(first.memory.read(BENCH_RAM, 1 << 16));
    expect(second.queues[RECEIVE]?.used()).toEqual([{ id: 0, length: 72 }]);
  });
});
