import { readU32 } from '@reprise/bits';
import { fifo, flag, u32 } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { BENCH_RAM, defineBus, defineDevice, DeviceBench, deviceHelp, infoQtree } from './index.ts';

// A transport with one slot and a device for it: the shape of virtio-mmio and a virtio device.
interface DemoClient {
  readonly id: number;
  config(offset: number): number;
  /** The driver put work at this address. */
  notify(address: number): void;
  reset(): void;
}
interface DemoHost {
  /** The device finished something. */
  completed(): void;
}
const demoBus = defineBus<DemoClient, DemoHost>('demo-bus', { maxDevices: 1 });

const transport = defineDevice({
  name: 'demo-mmio',
  description: 'a transport with registers and an interrupt',
  state: { interruptStatus: u32() },
  bus: { type: demoBus, host: (s) => ({ completed: () => { s.interruptStatus |= 1; } }) },
  mmio: [
    {
      name: 'demo-mmio',
      size: 0x200,
      registers: [
        { at: 0x0, name: 'DeviceID', read: (_s, dev) => dev.clients(demoBus)[0]?.id ?? 0 },
        { at: 0x4, name: 'Notify', write: (_s, address, dev) => dev.clients(demoBus)[0]?.notify(address) },
        { at: 0x8, name: 'InterruptStatus', field: 'interruptStatus' },
        { at: 0xc, name: 'Status', write: (s, value, dev) => { if (value === 0) { s.interruptStatus = 0; dev.clients(demoBus)[0]?.reset(); } } },
        { at: 0x100, size: 1, name: 'Config', count: 0x100, read: (_s, dev, i) => dev.clients(demoBus)[0]?.config(i) ?? 0 },
      ],
    },
  ],
  irq: (s) => s.interruptStatus !== 0,
});

const printer = defineDevice({
  name: 'demo-printer',
  parent: 'demo-device',
  category: 'storage',
  description: 'prints the word that it is pointed at, one byte a microsecond',
  state: { queue: fifo(4), broken: flag() },
  backends: ['chardev'],
  plugsInto: {
    type: demoBus,
    client: (s, dev) => ({
      id: 7,
      config: (offset) => offset,
      notify: (address) => {
        const word = dev.dma.read32(address);
        s.broken = word === undefined;
        for (let shift = 0; shift < 32 && word !== undefined; shift += 8) s.queue.push((word >>> shift) & 0xff);
        dev.timer('byte').set(dev.now() + 1000);
      },
      reset: () => s.queue.clear(),
    }),
  },
  timers: {
    byte: (s, dev) => {
      if (s.queue.length > 0) dev.chardev.write(s.queue.head);
      s.queue.drop();
      if (s.queue.length > 0) dev.timer('byte').set(dev.now() + 1000);
      else dev.host(demoBus)?.completed();
    },
  },
});

const withPrinter = (): DeviceBench =>
  new DeviceBench(transport, {
    types: [printer],
    register: (registry) => registry.register({ name: 'demo-device', parent: 'device', abstract: true }),
    plugged: [{ type: 'demo-printer' }],
  });

describe('a device on a bus', () => {
  it('is reached through the device that provides the bus', () => {
    const bench = withPrinter();
    expect([bench.read(0), bench.read(0x104), bench.read(0x105, 1)]).toEqual([7, 0x0706_0504, 5]);
    expect(bench.plugged[0]?.path).toBe('/device/demo-bus.0/child0');
  });

  it('raises the interrupt of its transport, from a timer of its own', () => {
    const bench = withPrinter();
    bench.ram.writeBytes(0x10, new TextEncoder().encode('ping'));
    bench.write(4, BENCH_RAM + 0x10);
    bench.advance(3999);
    expect([bench.sentText, bench.level()]).toEqual(['pin', false]);
    bench.advance(1);
    expect([bench.sentText, bench.level()]).toEqual(['ping', true]);
    bench.write(8, 0);
    expect(bench.level()).toBe(false);
  });

  it('is saved and restored with it', () => {
    const [first, second] = [withPrinter(), withPrinter()];
    first.ram.writeBytes(0, Uint8Array.of(1, 2, 3, 4));
    first.write(4, BENCH_RAM);
    first.advance(2000);
    second.clock.set(2000);
    second.load(first.save());
    second.advance(2000);
    expect([second.sent, readU32(Uint8Array.from(first.sent), 0) & 0xffff]).toEqual([[3, 4], 0x0201]);
  });

  it('survives an address that is not RAM', () => {
    const bench = withPrinter();
    bench.write(4, 0x7000_0000);
    bench.advance(10_000);
    expect(bench.level()).toBe(true);
  });

  it('is listed for those who want to plug it in', () => {
    expect(deviceHelp([transport, printer])).toBe(
      'Storage devices:\nname "demo-printer", bus demo-bus, desc "prints the word that it is pointed at, one byte a microsecond"\n');
    expect(infoQtree(withPrinter().device.root)).toBe(`bus: main-system-bus
  type System
  dev: demo-mmio, id "device"
    gpio-out "irq" 1
    mmio 0000000000000000/0000000000000200
    bus: demo-bus.0
      type demo-bus
      dev: demo-printer, id "child0"
        chardev = ""`);
  });

  it('leaves an empty slot empty', () => {
    const bench = new DeviceBench(transport);
    expect([bench.read(0), bench.write(4, 1), bench.read(0x100)]).toEqual([0, 'ok', 0]);
  });

  it.each([
    ['the wrong place', () => new DeviceBench(printer, { register: (r) => r.register({ name: 'demo-device', parent: 'device', abstract: true }) }), "must be plugged into a demo-bus, not into /"],
    ['a full bus', () => new DeviceBench(transport, {
      types: [printer], plugged: [{ type: 'demo-printer' }, { type: 'demo-printer' }],
      register: (r) => r.register({ name: 'demo-device', parent: 'device', abstract: true }),
    }), 'is full: it takes 1'],
  ])('refuses %s', (_what, make, message) => expect(make).toThrow(message));
});
