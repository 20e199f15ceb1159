import { describe, expect, it } from 'vitest';
import { type AccessRules, AddressSpace, Dma, emptyOps, HostMemory, MemoryRegion, type MmioOps, PageTracker, RamBlock } from './index.ts';

const RAM = 0x8000_0000;

function setUp(rules: AccessRules = {}, wide = false) {
  const log: string[] = [];
  const ops: MmioOps = {
    read: (offset, size) => {
      log.push(`r${size}@${offset}`);
      return 0xf3f2_f1f0 + offset;
    },
    write: (offset, value, size) => void log.push(`w${size}@${offset}=${value.toString(16)}`),
    ...(wide && {
      read64: (offset: number) => {
        log.push(`r8@${offset}`);
        return 0x8877_6655_4433_2211n;
      },
      write64: (offset: number, value: bigint) => void log.push(`w8@${offset}=${value.toString(16)}`),
    }),
  };
  const memory = new HostMemory();
  const tracker = new PageTracker(memory);
  const root = MemoryRegion.container('system', 2 ** 64);
  const ram = new RamBlock(memory, tracker, 'ram', 8192);
  const more = new RamBlock(memory, tracker, 'more', 4096);
  const rom = new RamBlock(memory, tracker, 'rom', 4096, true);
  const flash = new RamBlock(memory, tracker, 'flash', 4096, true);
  root.addSubregion(0x1000, MemoryRegion.io('dev', 0x100, ops, rules));
  root.addSubregion(RAM, MemoryRegion.ram('ram', ram));
  root.addSubregion(RAM + 8192, MemoryRegion.ram('more', more));
  root.addSubregion(0x4000, MemoryRegion.ram('rom', rom));
  const flashRegion = MemoryRegion.romDevice('flash', flash, ops, rules);
  root.addSubregion(0x8000, flashRegion);
  const space = new AddressSpace('memory', root);
  return { log, ram, rom, flash, flashRegion, space, dma: new Dma(space), tracker };
}

describe('MMIO access sizes', () => {
  it.each<[string, AccessRules, (space: AddressSpace) => unknown, unknown, string[]]>([
    ['an allowed read', {}, (s) => s.read(0x1004, 2), 0xf1f4, ['r2@4']],
    ['an allowed write', {}, (s) => s.write(0x1004, 0x1_2345, 2), 'ok', ['w2@4=2345']],
    ['a read wider than impl', { impl: { max: 1 } }, (s) => s.read(0x1000, 4), 0xf3f2_f1f0, ['r1@0', 'r1@1', 'r1@2', 'r1@3']],
    ['a write wider than impl', { impl: { max: 2 } }, (s) => s.write(0x1000, 0x1122_3344, 4), 'ok', ['w2@0=3344', 'w2@2=1122']],
    ['a read narrower than impl', { impl: { min: 4 } }, (s) => s.read(0x1007, 1), 0xf3, ['r4@4']],
    ['a write narrower than impl', { impl: { min: 4 } }, (s) => s.write(0x1006, 0xffab, 1), 'ok', ['w4@4=ab0000']],
    ['8 bytes as two words', {}, (s) => s.read64(0x1008), 0xf3f2_f1fc_f3f2_f1f8n, ['r4@8', 'r4@12']],
    ['8 bytes written as two words', {}, (s) => s.write64(0x1008, -2n), 'ok', ['w4@8=fffffffe', 'w4@12=ffffffff']],
    ['8 bytes as eight', { impl: { max: 1 } }, (s) => s.write64(0x1000, 0x0102_0304_0506_0708n), 'ok',
      ['w1@0=8', 'w1@1=7', 'w1@2=6', 'w1@3=5', 'w1@4=4', 'w1@5=3', 'w1@6=2', 'w1@7=1']],
    ['too wide for valid', { valid: { max: 4 } }, (s) => [s.read64(0x1000), s.status], [0n, 'access-error'], []],
    ['too narrow for valid', { valid: { min: 4 } }, (s) => s.write(0x1000, 1, 2), 'access-error', []],
    ['not aligned', {}, (s) => [s.read(0x1002, 4), s.status], [0, 'access-error'], []],
    ['not aligned where that is valid', { valid: { unaligned: true } }, (s) => s.write(0x1001, 5, 4), 'ok', ['w4@1=5']],
    ['not accepted', { valid: { accepts: (offset, size, isWrite) => !isWrite && offset === 0 && size === 4 } },
      (s) => [s.write(0x1000, 1, 4), s.read(0x1004, 4), s.status, s.read(0x1000, 4)], ['access-error', 0, 'access-error', 0xf3f2_f1f0], ['r4@0']],
    ['unmapped', {}, (s) => [s.read(0x2000, 4), s.status], [0, 'decode-error'], []],
    ['unmapped write', {}, (s) => [s.write(0x2000, 1, 1), s.write64(2 ** 55, 1n), s.write(Number.NaN, 1, 1)], ['decode-error', 'decode-error', 'decode-error'], []],
    ['over the end', {}, (s) => s.write(0x10fe, 1, 4), 'access-error', []],
  ])('%s', (_what, rules, act, expected, accesses) => {
    const { space, log } = setUp(rules);
    expect(act(space)).toEqual(expected);
    expect(log).toEqual(accesses);
  });

  it('gives 8 bytes whole to ops that take them', () => {
    const { space, log } = setUp({ impl: { max: 8 } }, true);
    expect([space.read64(0x1000), space.write64(0x1008, -1n), space.read(0x1000, 4)]).toEqual([0x8877_6655_4433_2211n, 'ok', 0xf3f2_f1f0]);
    expect(log).toEqual(['r8@0', 'w8@8=ffffffffffffffff', 'r4@0']);
  });

  it('takes narrow accesses out of 8 bytes', () => {
    const { space, log } = setUp({ impl: { min: 8, max: 8 } }, true);
    expect([space.read(0x1004, 4), space.write(0x1002, 0xabcd, 2)]).toEqual([0x8877_6655, 'ok']);
    expect(log).toEqual(['r8@0', 'w8@0=abcd0000']);
  });
});

describe('AddressSpace', () => {
  it('reads and writes RAM', () => {
    const { space, ram } = setUp();
    expect([space.write(RAM + 2, 0xbeef, 2), space.write64(RAM + 8, 0x1122_3344_5566_7788n)]).toEqual(['ok', 'ok']);
    expect([space.read(RAM, 4), space.read64(RAM + 8), ram.read(2, 2), space.status]).toEqual([0xbeef_0000, 0x1122_3344_5566_7788n, 0xbeef, 'ok']);
  });

  it('drops writes to ROM', () => {
    const { space, rom, tracker } = setUp();
    rom.write(0, 42, 1);
    tracker.startEpoch();
    expect([space.write(0x4000, 1, 1), space.write64(0x4000, 1n), space.read(0x4000, 1)]).toEqual(['ok', 'ok', 42]);
    expect(tracker.dirtyPages().every(({ pages }) => pages.length === 0)).toBe(true);
  });

  it('sends writes of a ROM device to its ops, and reads too when it is not in ROM mode', () => {
    const { space, flash, flashRegion, log } = setUp();
    flash.write(0, 42, 1);
    expect([space.read(0x8000, 1), space.write(0x8000, 0x40, 1)]).toEqual([42, 'ok']);
    flashRegion.setRomdMode(false);
    expect(space.read(0x8000, 1)).toBe(0xf0);
    expect(log).toEqual(['w1@0=40', 'r1@0']);
  });

  it('lets a debugger look without side effects', () => {
    const { space, ram, log } = setUp();
    ram.write(3, 0x42, 1);
    expect([space.peek(RAM + 3), space.peek(0x4000), space.peek(0x1000), space.peek(0)]).toEqual([0x42, 0, undefined, undefined]);
    expect(log).toEqual([]);
  });

  it('says where in host memory an address is', () => {
    const { space, ram, rom } = setUp();
    expect([space.hostOffset(RAM + 5, 8, true), space.hostOffset(0x4000, 1, false)]).toEqual([ram.offset + 5, rom.offset]);
    expect([space.hostOffset(0x4000, 1, true), space.hostOffset(RAM + 8190, 4, false), space.hostOffset(0x1000, 1, false)]).toEqual([-1, -1, -1]);
  });

  it('reports faults to who asked', () => {
    const { space } = setUp();
    const faults: string[] = [];
    space.onFault = (address, size, isWrite, status) => faults.push(`${isWrite ? 'w' : 'r'}${size}@${address} ${status}`);
    space.read(0, 1);
    space.write64(4, 0n);
    expect(faults).toEqual(['r1@0 decode-error', 'w8@4 decode-error']);
  });

  it('has the status of an access whose device used the same space meanwhile', () => {
    const root = MemoryRegion.container('system', 0x1000);
    const space = new AddressSpace('memory', root);
    root.addSubregion(0, MemoryRegion.io('dev', 8, { ...emptyOps, read: () => space.read(0x800, 4) }));
    space.read(0, 4);
    expect(space.status).toBe('ok');
  });
});

describe('Dma', () => {
  it('reaches over blocks that lie side by side', () => {
    const { dma, ram } = setUp();
    const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);
    expect(dma.writeBytes(RAM + 8192 - 50, bytes)).toBe(true);
    const back = new Uint8Array(100);
    expect(dma.readBytes(RAM + 8192 - 50, back)).toBe(true);
    expect([back, ram.read(8191, 1)]).toEqual([bytes, 49]);
    expect([dma.read16(RAM + 8191), dma.read32(RAM + 8190), dma.read64(RAM + 8188)]).toEqual([0x3231, 0x3332_3130, 0x3534_3332_3130_2f2en]);
    expect([dma.write32(RAM + 8190, 0xa1a2_a3a4), dma.read32(RAM + 8190)]).toEqual([true, 0xa1a2_a3a4]);
  });

  it('reads and writes values', () => {
    const { dma } = setUp();
    expect([dma.write8(RAM, 0x1ff), dma.write16(RAM + 1, 0x1_2345), dma.write32(RAM + 3, 0xdead_beef), dma.write64(RAM + 7, -2n)]).toEqual([true, true, true, true]);
    expect([dma.read8(RAM), dma.read16(RAM + 1), dma.read32(RAM + 3), dma.read64(RAM + 7)]).toEqual([0xff, 0x2345, 0xdead_beef, 2n ** 64n - 2n]);
  });

  it.each([
    ['registers', 0x1000, 4, false, false], ['nothing', 0x2000, 1, false, false], ['the end of RAM', RAM + 3 * 4096 - 2, 4, false, false],
    ['ROM', 0x4000, 4, true, false], ['RAM', RAM, 4, true, true], ['2^60', 2 ** 60, 8, false, false], ['a negative address', -4, 8, false, false],
    ['no bytes anywhere', 0x2000, 0, true, true],
  ])('%s: reads and writes only RAM', (_what, address, length, canRead, canWrite) => {
    const { dma, ram, log } = setUp();
    expect(dma.readBytes(address, new Uint8Array(length))).toBe(canRead);
    expect(dma.writeBytes(address, new Uint8Array(length).fill(255))).toBe(canWrite);
    if (length === 4) expect([dma.read32(address) !== undefined, dma.write32(address, 1)]).toEqual([canRead, canWrite]);
    if (!canWrite) expect(ram.page(1).every((byte) => byte === 0)).toBe(true);
    expect(log).toEqual([]);
  });

  it('marks what it writes dirty', () => {
    const { dma, tracker } = setUp();
    dma.writeBytes(RAM + 4095, Uint8Array.of(1, 2));
    expect(tracker.dirtyPages().map(({ pages }) => [...pages])).toEqual([[0, 1], [], [], []]);
  });
});
