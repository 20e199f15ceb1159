import { int } from '@reprise/options';
import { array, fifo, flag, safeInteger, type StateOf, u32, u64, u8 } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { defineDevice, type DeviceContext, DeviceBench } from './index.ts';

// A UART much like a 16550A: banked registers, a queue, a back end, an interrupt that follows from state.
const LCR_DLAB = 0x80;
const IER = { RDA: 1, THRE: 2 } as const;
const uartState = { ier: u8(), lcr: u8(), scr: u8(), dll: u8(), thri: flag(), overrun: flag(), rx: fifo(16) };
type Uart = StateOf<typeof uartState>;
const dlab = (s: Uart): boolean => (s.lcr & LCR_DLAB) !== 0;

const uart = defineDevice({
  name: 'demo-uart',
  description: 'a UART to try the framework with',
  state: uartState,
  backends: ['chardev'],
  mmio: [
    {
      name: 'serial',
      size: 8,
      registers: [
        { at: 0, size: 1, name: 'DLL', field: 'dll', when: dlab },
        { at: 0, size: 1, name: 'RBR', read: (s) => s.rx.head, then: (s) => s.rx.drop() },
        { at: 0, size: 1, name: 'THR', write: (s, byte, dev) => { dev.chardev.write(byte); s.thri = true; } },
        { at: 1, size: 1, name: 'IER', field: 'ier', mask: 0x0f },
        { at: 3, size: 1, name: 'LCR', field: 'lcr' },
        { at: 5, size: 1, name: 'LSR', read: (s) => (s.rx.length > 0 ? 1 : 0) | (s.overrun ? 2 : 0) | 0x60, then: (s) => { s.overrun = false; } },
        { at: 7, size: 1, name: 'SCR', field: 'scr' },
      ],
    },
  ],
  irq: (s) => ((s.ier & IER.RDA) !== 0 && s.rx.length > 0) || ((s.ier & IER.THRE) !== 0 && s.thri),
  canReceive: (s) => s.rx.free,
  receive: (s, bytes) => {
    for (const byte of bytes) if (!s.rx.push(byte)) s.overrun = true;
  },
});

// A timer block and interrupt controller in one: arrays that depend on a property, 64-bit registers, timers, inputs.
const blockProperties = { lines: int({ default: 4, min: 1, max: 64, description: 'input lines' }) };
const block = defineDevice({
  name: 'demo-block',
  description: 'a timer and an interrupt controller',
  version: 2,
  properties: blockProperties,
  state: ({ lines }) => ({ priority: array(u32(1), lines), pending: array(flag(), lines), compare: u64(), reached: flag(), last: safeInteger() }),
  mmio: [
    {
      name: 'regs',
      size: 0x2000,
      valid: { min: 4, max: 8 },
      registers: [
        { at: 0, name: 'PRIORITY', count: (props) => props.lines, field: 'priority', mask: 7 },
        { at: 0x100, name: 'PENDING', count: (props) => props.lines, stride: 8, read: (s, _dev, i) => Number(s.pending[i]) },
        { at: 0x1000, size: 8, name: 'TIME', read: (_s, dev) => BigInt(dev.now()) },
        { at: 0x1008, size: 8, name: 'COMPARE', field: 'compare' },
        { at: 0x1008, size: 8, name: 'never', read: () => 1n },
        { at: 0x1010, size: 8, name: 'START', write: (s, value, dev) => { s.compare = value; dev.timer('compare').set(Number(value)); } },
      ],
    },
  ],
  outputs: {
    timer: { level: (s) => s.reached },
    line: { count: (props) => props.lines, level: (s, _dev, i) => s.pending[i] === true && (s.priority[i] ?? 0) > 0 },
  },
  inputs: {
    in: { count: (props) => props.lines, set: (s, level, _dev, i) => { s.pending[i] = level; } },
  },
  timers: {
    compare: (s, dev) => {
      s.reached = true;
      s.last = dev.now();
    },
  },
  reset: (_s, dev: DeviceContext<typeof blockProperties>) => void dev.props.lines,
});

describe('a device with a register table', () => {
  it('dispatches by offset, direction and `when`', () => {
    const bench = new DeviceBench(uart);
    bench.write(0, 0x41, 1);
    expect(bench.sentText).toBe('A');
    bench.write(3, LCR_DLAB, 1);
    bench.write(0, 0x12, 1);
    expect([bench.read(0, 1), bench.sentText]).toEqual([0x12, 'A']);
    bench.write(3, 0, 1);
    expect(bench.read(0, 1)).toBe(0);
  });

  it('has side effects in `then` only, which a debugger does not see', () => {
    const bench = new DeviceBench(uart);
    bench.receive('xy');
    const rbr = () => [...bench.device.registers()].find(({ name }) => name === 'RBR')?.value;
    expect([rbr(), rbr(), bench.device.region('serial').port?.ops.peek?.(0, 1)]).toEqual([0x78, 0x78, 0x78]);
    expect([bench.read(0, 1), bench.read(0, 1), bench.read(5, 1)]).toEqual([0x78, 0x79, 0x60]);
  });

  it('keeps output lines to what follows from state', () => {
    const bench = new DeviceBench(uart);
    bench.write(1, IER.RDA, 1);
    expect(bench.level()).toBe(false);
    bench.receive('a');
    expect(bench.level()).toBe(true);
    bench.read(0, 1);
    expect(bench.level()).toBe(false);
    expect(bench.irqEvents.map(({ level }) => level)).toEqual([true, false]);
  });

  it('takes no more than it has room for', () => {
    const bench = new DeviceBench(uart);
    expect([bench.receive('0123456789abcdefXYZ'), bench.receive('no')]).toEqual([16, 0]);
  });

  it('says when it can take input', () => {
    const bench = new DeviceBench(uart);
    bench.receive('0123456789abcdef');
    expect(bench.inputAccepted).toEqual([]);
    bench.read(5, 1);
    expect(bench.inputAccepted).toEqual([]);
    bench.read(0, 1);
    expect(bench.inputAccepted).toEqual(['/device']);
  });

  it('applies masks and leaves unknown registers alone', () => {
    const bench = new DeviceBench(uart);
    bench.write(1, 0xff, 1);
    expect(bench.read(1, 1)).toBe(0x0f);
    expect(bench.write(2, 0xff, 1)).toBe('ok');
    expect(bench.read(2, 1)).toBe(0);
    expect(bench.guestErrors.map(({ message }) => message)).toEqual([
      'write of 1 bytes at 0x2, where there is no register', 'read of 1 bytes at 0x2, where there is no register',
    ]);
  });

  it('makes an access over several registers of accesses to each', () => {
    const bench = new DeviceBench(uart);
    bench.write(0, 0x0041, 2);
    expect([bench.sentText, bench.read(1, 1)]).toEqual(['A', 0]);
    bench.write(4, 0x5500_0000, 4);
    expect([bench.read(7, 1), bench.read(4, 4)]).toEqual([0x55, 0x5500_6000]);
  });

  it('traces accesses with register names', () => {
    const bench = new DeviceBench(uart);
    bench.write(0, 0x41, 1);
    expect(bench.mmioEvents).toEqual([{ path: '/device', region: 'serial', offset: 0, size: 1, isWrite: true, value: 0x41, register: 'THR' }]);
  });
});

describe('a device whose state depends on a property', () => {
  it.each([1, 4, 64])('has %i lines', (lines) => {
    const bench = new DeviceBench(block, { properties: { lines } });
    bench.write(4 * (lines - 1), 0xff);
    expect([bench.read(4 * (lines - 1)), bench.device.outputCounts.get('line')]).toEqual([7, lines]);
    expect(bench.read(4 * lines)).toBe(0);
  });

  it('gives arrays their index and stride', () => {
    const bench = new DeviceBench(block);
    bench.setInput('in', true, 2);
    expect([0, 8, 16, 20, 24].map((at) => bench.read(0x100 + at))).toEqual([0, 0, 1, 0, 0]);
    expect(bench.level('line', 2)).toBe(true);
  });

  it('reads and writes 64-bit registers whole and by halves', () => {
    const bench = new DeviceBench(block);
    bench.write64(0x1008, 0x1122_3344_5566_7788n);
    expect([bench.read(0x1008), bench.read(0x100c), bench.read64(0x1008)]).toEqual([0x5566_7788, 0x1122_3344, 0x1122_3344_5566_7788n]);
    bench.write(0x100c, 0xffff_ffff);
    expect(bench.read64(0x1008)).toBe(0xffff_ffff_5566_7788n);
  });

  it('fires timers at their deadline', () => {
    const bench = new DeviceBench(block);
    bench.write64(0x1010, 1000n);
    bench.advance(999);
    expect(bench.level('timer')).toBe(false);
    bench.advance(1);
    expect([bench.level('timer'), bench.read64(0x1000)]).toEqual([true, 1000n]);
  });

  it('restores to where it was saved, lines, inputs and timers included', () => {
    const first = new DeviceBench(block);
    first.setInput('in', true, 1);
    first.write64(0x1010, 500n);
    const second = new DeviceBench(block);
    second.load(first.save());
    expect(second.save()).toEqual(first.save());
    expect(second.level('line', 1)).toBe(true);
    second.advance(500);
    expect(second.level('timer')).toBe(true);
  });

  it('goes back to its reset values', () => {
    const bench = new DeviceBench(block);
    const fresh = bench.save();
    bench.write(0, 5);
    bench.setInput('in', true);
    bench.write64(0x1010, 500n);
    bench.reset();
    expect(bench.save()).toEqual(fresh);
    expect(bench.level('line')).toBe(false);
  });
});
