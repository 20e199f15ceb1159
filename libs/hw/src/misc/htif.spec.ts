import { BENCH_RAM, DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { htif } from './htif.ts';

const TOHOST = 0;
const FROMHOST = 1;

class Htif extends DeviceBench {
  constructor() {
    super(htif);
  }

  tohost(device: number, command: number, payload: number): void {
    this.write64(0, (BigInt(device) << 56n) | (BigInt(command) << 48n) | BigInt(payload), TOHOST);
  }

  get fromhost(): bigint {
    return this.read64(0, FROMHOST);
  }

  /** Makes a system call; its result, signed. */
  call(number: number, ...args: number[]): bigint {
    [number, ...args].forEach((value, index) => this.space.write64(BENCH_RAM + 8 * index, BigInt(value)));
    this.tohost(0, 0, BENCH_RAM);
    return BigInt.asIntN(64, this.space.read64(BENCH_RAM));
  }

  put(address: number, text: string): void {
    this.ram.writeBytes(address - BENCH_RAM, new TextEncoder().encode(text));
  }
}

describe('htif, exit', () => {
  it.each([['pass', 1, 0], ['test 3 failed', 7, 3], ['a large code', 0x1_ffff_ffff, 0xffff_ffff]])('%s', (_name, payload, code) => {
    const bench = new Htif();
    bench.tohost(0, 0, payload);
    expect([bench.requests, bench.read64(0, TOHOST)]).toEqual([[`shutdown ${code}`], 0n]);
  });

  it('takes tohost by words, the low one first, or the low one alone', () => {
    const bench = new Htif();
    bench.write(0, 5, 4, TOHOST);
    bench.write(4, 0, 4, TOHOST);
    expect(bench.requests).toEqual(['shutdown 2']);
  });

  it('takes system call exit', () => {
    const bench = new Htif();
    bench.call(93, 42);
    expect(bench.requests).toEqual(['shutdown 42']);
  });
});

describe('htif, console', () => {
  it('sends characters', () => {
    const bench = new Htif();
    for (const char of 'hi') bench.tohost(1, 1, char.charCodeAt(0));
    expect([bench.sentText, bench.fromhost]).toEqual(['hi', 0n]);
  });

  it('gives one character for each that is asked for, once the answer before was taken', () => {
    const bench = new Htif();
    expect(bench.receive('ab')).toBe(0);
    bench.tohost(1, 0, 0);
    expect([bench.inputAccepted.length, bench.receive('ab'), bench.receive('b'), bench.fromhost]).toEqual([1, 1, 0, 0x0100_0000_0000_0161n]);
    bench.tohost(1, 0, 0);
    expect(bench.receive('b')).toBe(0);
    bench.write64(0, 0n, FROMHOST);
    expect([bench.receive('b'), bench.fromhost & 0xffn]).toEqual([1, 0x62n]);
  });
});

describe('htif, system calls', () => {
  it.each([
    { name: 'write', args: [64, 1, BENCH_RAM + 0x100, 5], result: 5n, sent: 'hello' },
    { name: 'write to standard error', args: [64, 2, BENCH_RAM + 0x101, 2], result: 2n, sent: 'el' },
    { name: 'write of nothing', args: [64, 1, 0, 0], result: 0n, sent: '' },
    { name: 'write to another file', args: [64, 3, BENCH_RAM + 0x100, 5], result: -9n, sent: '' },
    { name: 'write from nowhere', args: [64, 1, 0x1000, 5], result: -14n, sent: '' },
    { name: 'another call', args: [1234], result: -38n, sent: '' },
  ])('$name', ({ args: [number = 0, ...args], result, sent }) => {
    const bench = new Htif();
    bench.put(BENCH_RAM + 0x100, 'hello');
    expect([bench.call(number, ...args), bench.sentText, bench.fromhost]).toEqual([result, sent, 1n]);
  });

  it('writes no more than 64 KiB at once', () => {
    const bench = new Htif();
    expect([bench.call(64, 1, BENCH_RAM, 100_000), bench.sent.length]).toEqual([65_536n, 65_536]);
  });

  it.each([['where there is no RAM', 0, 0, 0x1000], ['of no device', 7, 1, 1], ['of no command', 1, 9, 0]])('notes a request %s', (_name, device, command, payload) => {
    const bench = new Htif();
    bench.tohost(device, command, payload);
    expect([bench.guestErrors.length, bench.requests, bench.fromhost]).toEqual([1, [], 0n]);
  });
});

it.each([1, 2, 3])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => new Htif(), { seed, offsets: [0, 4], values: [0, 1, 0x0100_0000, 0x0101_0041] })).toBe(true);
});
