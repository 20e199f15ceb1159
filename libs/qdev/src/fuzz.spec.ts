import { int } from '@reprise/options';
import { array, encodeCanonical, fifo, flag, list, type StateOf, u16, u32, u64, u8 } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { BENCH_RAM, defineDevice, DeviceBench } from './index.ts';

// One of everything that a guest can reach.
const state = {
  control: u8(), window: u16(), regs: array(u32(), 5), wide: array(u64(), 3), flags: array(flag(), 7), compare: u64(), queue: fifo(8), log: list(u8(), 4), fired: u32(),
};
const demo = defineDevice({
  name: 'demo-fuzzed',
  description: 'a device for everything that a guest may do to it',
  properties: { count: int({ default: 5, min: 1, max: 5, description: 'registers in use' }) },
  state,
  backends: ['chardev'],
  mmio: [
    {
      name: 'regs',
      size: 0x1200,
      valid: { unaligned: true },
      registers: [
        { at: 0x0, size: 1, name: 'CONTROL', field: 'control', mask: 0x7f },
        { at: 0x1, size: 1, name: 'DATA', read: (s) => s.queue.head, then: (s) => s.queue.drop(), write: (s, byte, dev) => { s.queue.push(byte); dev.chardev.write(byte); } },
        { at: 0x2, size: 2, name: 'WINDOW', field: 'window' },
        { at: 0x10, name: 'REG', count: (props) => props.count, field: 'regs' },
        { at: 0x40, size: 8, name: 'WIDE', count: 3, stride: 16, field: 'wide' },
        { at: 0x80, name: 'FLAG', count: 7, field: 'flags', when: (s) => (s.control & 1) === 0 },
        { at: 0x80, name: 'INVERTED', count: 7, read: (s, _dev, i) => Number(!s.flags[i]), when: (s) => (s.control & 1) === 1 },
        { at: 0xa0, size: 8, name: 'START', read: (s) => s.compare, write: (s, value, dev) => { s.compare = value; dev.timer('start').set(dev.now() + Number(value)); } },
        { at: 0xa8, name: 'COPY', write: (s, address, dev) => { const word = dev.dma.read32(address); if (word === undefined || !dev.dma.write32(address + 4, word)) s.control = 0; } },
        { at: 0x1000, size: 1, name: 'BYTES', count: 0x100, stride: 2, read: (s, _dev, i) => s.log[i % 4] ?? 0, write: (s, value) => { if (s.log.length < 4) s.log.push(value); else s.log = []; } },
      ],
    },
    { name: 'raw', size: 0x100, ops: { read: (s, offset) => s.control + offset, write: (s, offset, value) => { s.window = value ^ offset; } } },
  ],
  outputs: { irq: { level: (s) => s.queue.length > 4 }, each: { count: 7, level: (s, _dev, i) => s.flags[i] === true } },
  inputs: { in: { count: 3, set: (s, level, _dev, i) => { s.flags[i] = level; } } },
  timers: { start: (s) => { s.fired++; } },
  canReceive: (s) => s.queue.free,
  receive: (s, bytes) => { for (const byte of bytes) s.queue.push(byte); },
});
type Demo = StateOf<typeof state>;
const fieldNames: (keyof Demo)[] = ['control', 'window', 'regs', 'wide', 'flags', 'compare', 'queue', 'log', 'fired'];

function randomFrom(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (at + 0x9e37_79b9) | 0; // steps of the golden ratio, mixed
    let mixed = Math.imul(at ^ (at >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}

/** One thing that a guest, a line or a back end may do. */
function step(bench: DeviceBench, random: (below: number) => number): void {
  const size = [1, 2, 4][random(3)] ?? 4;
  const offset = random(3) === 0 ? random(0x1300) : random(0xb8);
  const region = random(8) === 0 ? 1 : 0;
  const value = random(3) === 0 ? BENCH_RAM + random(2 ** 20 + 16) : random(2 ** 32);
  switch (random(8)) {
    case 0: return void bench.space.read(offset + region * 0x1000_0000, size);
    case 1: return void bench.space.read64(offset);
    case 2: return void bench.write64(offset, BigInt(value) * BigInt(random(2 ** 32)));
    case 3: return bench.setInput('in', random(2) === 1, random(3));
    case 4: return void bench.receive(Uint8Array.from({ length: random(12) }, () => random(256)));
    case 5: return bench.advance(random(1000));
    default: return void bench.write(offset, value, size, region);
  }
}

describe('a device under 10,000 random accesses', () => {
  it.each([1, 2, 3])('never throws, and always can be saved (seed %i)', (seed) => {
    const bench = new DeviceBench(demo);
    const random = randomFrom(seed);
    for (let count = 0; count < 10_000; count++) {
      step(bench, random);
      if (count % 500 === 0) expect(encodeCanonical(bench.save()).length).toBeGreaterThan(0);
    }
    expect(Object.keys(bench.device.save()['fields'] ?? {}).sort()).toEqual([...fieldNames].sort());
    const reached = new Set(bench.mmioEvents.map(({ register }) => register?.replace(/\[.*/, '') ?? 'none'));
    expect([...reached].sort()).toEqual(['BYTES', 'CONTROL', 'COPY', 'DATA', 'FLAG', 'INVERTED', 'REG', 'START', 'WIDE', 'WINDOW', 'none']);
  });

  it('goes on from a save as if it had not been saved', () => {
    const [straight, resumed] = [new DeviceBench(demo), new DeviceBench(demo)];
    const random = randomFrom(7);
    for (let count = 0; count < 2000; count++) step(straight, random);
    resumed.clock.set(straight.clock.now());
    resumed.load(straight.save());
    resumed.ram.writeBytes(0, straight.memory.u8.slice(straight.ram.offset, straight.ram.offset + straight.ram.size));
    const seed = random(2 ** 32);
    const [one, other] = [randomFrom(seed), randomFrom(seed)];
    for (let count = 0; count < 2000; count++) {
      step(straight, one);
      step(resumed, other);
    }
    expect(resumed.save()).toEqual(straight.save());
    expect(resumed.device.outputLevel('irq')).toBe(straight.device.outputLevel('irq'));
  });
});
