import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { ns16550a } from './ns16550a.ts';

const R = { RBR: 0, THR: 0, IER: 1, IIR: 2, FCR: 2, LCR: 3, MCR: 4, LSR: 5, MSR: 6, SCR: 7 } as const;

class Uart extends DeviceBench {
  constructor() {
    super(ns16550a);
  }

  get(register: keyof typeof R): number {
    return this.read(R[register], 1);
  }

  put(register: keyof typeof R, value: number): void {
    this.write(R[register], value, 1);
  }

  /** FIFOs on, receive interrupt on, and time for it to count. */
  listen(fcr = 0x01): this {
    this.put('FCR', fcr);
    this.put('IER', 0x01);
    this.advance(20_000);
    return this;
  }
}

describe('ns16550a, sending', () => {
  it('is as the data sheet says after a reset', () => {
    const uart = new Uart();
    expect([uart.get('IER'), uart.get('IIR'), uart.get('LCR'), uart.get('MCR'), uart.get('LSR'), uart.get('MSR')]).toEqual([0, 1, 0, 0, 0x60, 0xb0]);
    expect(uart.level()).toBe(false);
  });

  it('sends at once', () => {
    const uart = new Uart();
    for (const byte of [0x4f, 0x4b, 0x0a]) uart.put('THR', byte);
    expect(uart.sentText).toBe('OK\n');
    expect(uart.get('LSR')).toBe(0x60);
  });

  it('takes the first byte of a wider access only', () => {
    const uart = new Uart();
    uart.write(0, 0xffff_ff41, 4);
    uart.write64(0, 0x42n);
    expect([uart.sentText, uart.get('IER'), uart.get('LCR')]).toEqual(['AB', 0, 0]);
  });

  it('shows the divisor latch while DLAB is set', () => {
    const uart = new Uart();
    uart.put('LCR', 0x83);
    uart.write(0, 0x12, 1);
    uart.write(1, 0x34, 1);
    expect([uart.read(0, 1), uart.read(1, 1), uart.sentText]).toEqual([0x12, 0x34, '']);
    uart.put('LCR', 0x03);
    expect([uart.read(1, 1), uart.get('LCR')]).toEqual([0, 3]);
  });

  it('has a scratchpad', () => {
    const uart = new Uart();
    uart.put('SCR', 0x5a);
    expect(uart.get('SCR')).toBe(0x5a);
  });
});

describe('ns16550a, interrupts', () => {
  it.each([
    { name: 'THR empty, when it is enabled', ier: 0x02, input: '', iir: 0xc2 },
    { name: 'data below the trigger level as a timeout', ier: 0x01, input: 'abc', iir: 0xcc },
    { name: 'data at the trigger level', ier: 0x01, input: 'abcd', iir: 0xc4 },
    { name: 'data before THR empty', ier: 0x03, input: 'abcd', iir: 0xc4 },
    { name: 'nothing that is not enabled', ier: 0x00, input: 'abcd', iir: 0xc1 },
  ])('says $name', ({ ier, input, iir }) => {
    const uart = new Uart().listen(0x41);
    uart.receive(input);
    uart.put('IER', ier);
    expect(uart.level()).toBe(iir !== 0xc1);
    expect(uart.get('IIR')).toBe(iir);
  });

  it('drops THRE when IIR has shown it, and raises it again with the next character or when enabled again', () => {
    const uart = new Uart();
    uart.put('IER', 0x02);
    expect([uart.level(), uart.get('IIR'), uart.level(), uart.get('IIR')]).toEqual([true, 0x02, false, 0x01]);
    uart.put('THR', 0x21);
    expect([uart.level(), uart.get('IIR')]).toEqual([true, 0x02]);
    uart.put('IER', 0);
    uart.put('IER', 0x02);
    expect(uart.level()).toBe(true);
  });

  it('keeps THRE while IIR shows something else', () => {
    const uart = new Uart().listen();
    uart.receive('x');
    uart.put('IER', 0x03);
    expect(uart.get('IIR')).toBe(0xc4);
    expect([uart.get('RBR'), uart.get('IIR'), uart.get('IIR')]).toEqual([0x78, 0xc2, 0xc1]);
  });

  it.each([['1', 0x01, 1], ['4', 0x41, 4], ['8', 0x81, 8], ['14', 0xc1, 14]])('has a trigger level of %s', (_name, fcr, level) => {
    const uart = new Uart().listen(fcr);
    uart.receive('x'.repeat(level - 1));
    expect(uart.get('IIR')).toBe(level === 1 ? 0xc1 : 0xcc);
    uart.receive('x');
    expect(uart.get('IIR')).toBe(0xc4);
  });
});

const pollTimes = (uart: Uart, times: number): void => {
  for (let poll = 0; poll < times; poll++) uart.get('LSR');
};

describe('ns16550a, receiving', () => {
  it('gives bytes in order, and drops the line with the last', () => {
    const uart = new Uart().listen();
    expect(uart.receive('hey')).toBe(3);
    const got = [];
    while (uart.get('LSR') & 1) got.push(uart.get('RBR'));
    expect(String.fromCharCode(...got)).toBe('hey');
    expect(uart.level()).toBe(false);
  });

  it('takes what the FIFO has room for, and says when it has room again', () => {
    const uart = new Uart().listen();
    expect([uart.receive('0123456789abcdefgh'), uart.receive('g')]).toEqual([16, 0]);
    const before = uart.inputAccepted.length;
    uart.get('RBR');
    expect(uart.inputAccepted.length).toBe(before + 1);
    expect(uart.receive('gh')).toBe(1);
  });

  it('holds one byte without the FIFO', () => {
    const uart = new Uart().listen(0);
    expect([uart.receive('ab'), uart.receive('b'), uart.get('IIR'), uart.get('RBR'), uart.receive('b')]).toEqual([1, 0, 0x04, 0x61, 1]);
  });

  it.each([
    { name: 'nobody has looked', steps: () => {}, takes: 0 },
    { name: 'LSR was read once', steps: (u: Uart) => u.get('LSR'), takes: 0 },
    { name: 'LSR was read 7 times in a row', steps: (u: Uart) => pollTimes(u, 7), takes: 0 },
    { name: 'LSR was read 8 times in a row', steps: (u: Uart) => pollTimes(u, 8), takes: 1 },
    { name: 'LSR is read before each character sent', steps: (u: Uart) => { for (const c of [1, 2, 3]) { u.get('LSR'); u.put('THR', c); } }, takes: 0 },
    { name: 'a driver tries IER out', steps: (u: Uart) => { u.put('IER', 0x0f); u.advance(500); u.put('IER', 0); u.advance(100_000); }, takes: 0 },
    { name: 'the interrupt was enabled just now', steps: (u: Uart) => u.put('IER', 1), takes: 0 },
    { name: 'the interrupt has been enabled', steps: (u: Uart) => { u.put('IER', 1); u.advance(20_000); }, takes: 1 },
    { name: 'it is looped back', steps: (u: Uart) => { u.put('MCR', 0x10); u.put('IER', 1); u.advance(20_000); pollTimes(u, 8); }, takes: 0 },
  ])('takes $takes when $name', ({ steps, takes }) => {
    const uart = new Uart();
    steps(uart);
    expect(uart.receive('a')).toBe(takes);
    expect(uart.inputAccepted.length > 0).toBe(takes > 0);
  });

  it('goes on listening for a guest that polls', () => {
    const uart = new Uart();
    uart.put('FCR', 1);
    let [text, rest] = ['', 'polled input that is longer than the FIFO'];
    for (let polls = 0; polls < 200; polls++) {
      if (uart.get('LSR') & 1) text += String.fromCharCode(uart.get('RBR'));
      rest = rest.slice(uart.receive(rest));
    }
    expect(text).toBe('polled input that is longer than the FIFO');
  });

  it.each([['cleared', 0x03, 0xc1], ['turned off', 0x00, 0x01], ['programmed', 0x81, 0xcc]])('FIFO %s', (_name, fcr, iir) => {
    const uart = new Uart().listen();
    uart.receive('abc');
    uart.put('FCR', fcr);
    expect(uart.get('IIR')).toBe(iir);
  });
});

describe('ns16550a, modem and loopback', () => {
  it('loops characters back, and loses them when there is no room', () => {
    const uart = new Uart();
    uart.put('FCR', 1);
    uart.put('MCR', 0x10);
    uart.put('IER', 0x04);
    for (let n = 0; n < 17; n++) uart.put('THR', n);
    expect([uart.sentText, uart.get('IIR'), uart.get('LSR'), uart.get('IIR')]).toEqual(['', 0xc6, 0x63, 0xc1]);
    expect(Array.from({ length: 17 }, () => uart.get('RBR'))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0]);
  });

  it('overwrites without the FIFO', () => {
    const uart = new Uart();
    uart.put('MCR', 0x10);
    uart.put('THR', 1);
    uart.put('THR', 2);
    expect([uart.get('LSR'), uart.get('RBR'), uart.get('LSR')]).toEqual([0x63, 2, 0x60]);
  });

  it.each([[0x1a, 0x90], [0x11, 0x20], [0x14, 0x40], [0x1f, 0xf0], [0x10, 0x00]])('shows MCR %i as MSR when looped back', (mcr, msr) => {
    const uart = new Uart();
    uart.put('MCR', mcr);
    expect(uart.get('MSR') & 0xf0).toBe(msr);
  });

  it('notes changes of the modem lines until MSR is read', () => {
    const uart = new Uart();
    uart.put('IER', 0x08);
    uart.put('MCR', 0x1e);
    expect([uart.level(), uart.get('IIR'), uart.get('MSR'), uart.get('MSR'), uart.level()]).toEqual([true, 0, 0xd2, 0xd0, false]);
    uart.put('MCR', 0x1a);
    expect(uart.get('MSR')).toBe(0x94);
  });
});

it.each([1, 2, 3, 4])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => new Uart(), { seed, offsets: [0, 1, 2, 3, 4, 5, 6, 7], values: [0, 1, 3, 0xff, 0x10] })).toBe(true);
});
