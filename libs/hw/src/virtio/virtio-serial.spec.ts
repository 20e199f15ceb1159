import type { Device } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { plugConsole } from './testing/plug-console.ts';
import { REG, VirtioDriver } from './testing/virtio-driver.ts';
import { virtconsole } from './virtconsole.ts';
import { virtioSerial } from './virtio-serial.ts';
import { STATUS } from './virtio-state.ts';

const [RECEIVE, TRANSMIT] = [0, 1];
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A started driver of a controller with a console as its port. */
class ConsoleDriver extends VirtioDriver {
  readonly port: Device;

  constructor(legacy = false) {
    super(virtioSerial, { legacy, types: [virtconsole] });
    const { bench } = this;
    this.port = plugConsole(bench, { write: (byte) => void bench.sent.push(byte) });
    this.start(2, 16);
  }
}

describe.each([[false], [true]])('virtio-serial-device with a virtconsole, legacy %s', (legacy) => {
  it('sends what the driver writes', () => {
    const driver = new ConsoleDriver(legacy);
    driver.queues[TRANSMIT]?.add([driver.memory.readable(bytesOf('hello')), driver.memory.readable(bytesOf(', '))]);
    driver.queues[TRANSMIT]?.add([driver.memory.readable(bytesOf('world'))], true);
    driver.notify(TRANSMIT);
    expect([driver.bench.sentText, driver.queues[TRANSMIT]?.used().map(({ length }) => length), driver.takeInterrupts()]).toEqual(['hello, world', [0, 0], 1]);
  });

  it('takes as much as the driver has room for', () => {
    const driver = new ConsoleDriver(legacy);
    expect([driver.port.canReceive(), driver.port.receive(bytesOf('x'))]).toEqual([0, 0]);
    const parts = [driver.memory.writable(4), driver.memory.writable(3)] as const;
    for (const part of parts) driver.queues[RECEIVE]?.add([part]);
    driver.notify(RECEIVE);
    expect(driver.port.canReceive()).toBe(7);
    expect([driver.port.receive(bytesOf('ab')), driver.port.canReceive(), driver.port.receive(bytesOf('cdefg'))]).toEqual([2, 3, 3]);
    expect([parts.map((part) => new TextDecoder().decode(driver.memory.bytesOf(part).filter((byte) => byte < 0x80))), driver.bench.level()]).toEqual([['ab', 'cde'], true]);
    expect([driver.queues[RECEIVE]?.used().map(({ length }) => length), driver.takeInterrupts()]).toEqual([[2, 3], 1]);
  });
});

describe('a console', () => {
  it('tells of itself and sends emergency bytes', () => {
    const driver = new ConsoleDriver();
    driver.bench.write(REG.config + 8, 0x21, 4);
    expect([driver.bench.read(REG.deviceId), driver.offered & 0xffn, driver.config(4, 4), driver.bench.sentText]).toEqual([3, 4n, 1, '!']);
  });

  it('looks at the room without changing anything', () => {
    const driver = new ConsoleDriver();
    driver.queues[RECEIVE]?.add([driver.memory.writable(8000)]);
    const before = [driver.bench.save(), driver.memory.read(0x8000_0000, 1 << 16)];
    expect(driver.port.canReceive()).toBe(4096);
    expect([driver.bench.save(), driver.memory.read(0x8000_0000, 1 << 16)]).toEqual(before);
  });

  it('counts room up to the first buffer that cannot be worked with', () => {
    const driver = new ConsoleDriver();
    const queue = driver.queues[RECEIVE];
    queue?.add([driver.memory.writable(3)]);
    queue?.offer(99);
    expect([driver.port.canReceive(), driver.port.receive(bytesOf('long')), driver.port.canReceive(), driver.status & STATUS.NEEDS_RESET]).toEqual([3, 3, 0, 0]);
  });

  it('does without its port', () => {
    const driver = new VirtioDriver(virtioSerial);
    const [, queue] = driver.start(2, 16);
    queue?.add([driver.memory.readable(bytesOf('lost'))]);
    driver.notify(TRANSMIT);
    expect(queue?.used()).toHaveLength(1);
  });

  it('refuses more than it can be expected to take', () => {
    const driver = new ConsoleDriver();
    const part = driver.memory.readable(new Uint8Array(0x2_0000));
    driver.queues[TRANSMIT]?.add(Array.from({ length: 9 }, () => part));
    driver.notify(TRANSMIT);
    expect([driver.status & STATUS.NEEDS_RESET, driver.bench.sent.length]).toEqual([STATUS.NEEDS_RESET, 0]);
  });
});
