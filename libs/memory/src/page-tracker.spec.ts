import { describe, expect, it } from 'vitest';
import { HostMemory, MAX_PAGES, PageFlag, type PageListener, PageTracker, RamBlock } from './index.ts';

class Log implements PageListener {
  readonly lines: string[] = [];
  codeWritten(offset: number, length: number): void {
    this.lines.push(`code ${offset}+${length}`);
  }
  pageTableWritten(offset: number, length: number): void {
    this.lines.push(`pt ${offset}+${length}`);
  }
  writeTagsRevoked(page: number): void {
    this.lines.push(`revoke ${page}`);
  }
  epochStarted(): void {
    this.lines.push('epoch');
  }
}

function setUp() {
  const memory = new HostMemory();
  const tracker = new PageTracker(memory);
  const log = new Log();
  tracker.setListener(log);
  const ram = new RamBlock(memory, tracker, 'ram', 16 * 4096);
  return { memory, tracker, log, ram, first: ram.offset / 4096 };
}

const dirtyOf = (tracker: PageTracker): number[][] => tracker.dirtyPages().map(({ pages }) => [...pages]);

describe('HostMemory', () => {
  it('hands out zeros, aligned, and replaces its views when it grows', () => {
    const memory = new HostMemory();
    expect([memory.pageFlagsOffset, memory.used]).toEqual([0, MAX_PAGES]);
    const old = memory.u8;
    const small = memory.allocate(10, 8);
    const big = memory.allocate(5 << 20);
    expect([small, big]).toEqual([1 << 20, (1 << 20) + 4096]);
    expect(memory.u8.length).toBeGreaterThanOrEqual(big + (5 << 20));
    memory.u8[small] = 7;
    expect(memory.u8 === old).toBe(false);
    expect([memory.i32[small / 4], memory.u64[small / 8], memory.u32[small / 4], memory.i64[small / 8]]).toEqual([7, 7n, 7, 7n]);
  });

  it('says so when more is asked for than there can be', () => {
    const memory = new HostMemory();
    memory.allocate(8192);
    expect(() => memory.allocate(2 ** 32)).toThrow('cannot allocate 4 GiB: 1032 KiB of the 4 GiB');
    expect(memory.used).toBe(MAX_PAGES + 8192);
  });
});

describe('PageTracker', () => {
  it.each([
    { name: 'nothing', write: [], dirty: [] },
    { name: 'one byte', write: [[5 * 4096 + 1, 1]], dirty: [5] },
    { name: 'a span over pages', write: [[4095, 4098]], dirty: [0, 1, 2] },
    { name: 'the last byte of a page', write: [[4095, 1]], dirty: [0] },
    { name: 'the last page', write: [[15 * 4096, 4096]], dirty: [15] },
    { name: 'the same page twice', write: [[0, 4], [8, 4]], dirty: [0] },
    { name: 'pages in any order', write: [[9 * 4096, 1], [3 * 4096, 1]], dirty: [3, 9] },
  ])('counts as written: $name', ({ write, dirty }) => {
    const { tracker, ram } = setUp();
    for (const [offset = 0, length = 0] of write) ram.writeBytes(offset, new Uint8Array(length));
    expect(dirtyOf(tracker)).toEqual([dirty]);
  });

  it('begins a new epoch with all pages clean', () => {
    const { tracker, log, ram, first } = setUp();
    ram.write(0, 1, 4);
    expect(tracker.isDirty(first)).toBe(true);
    expect(tracker.startEpoch().map(({ range, pages }) => [range === ram, [...pages]])).toEqual([[true, [0]]]);
    expect([dirtyOf(tracker), tracker.isDirty(first), log.lines]).toEqual([[[]], false, ['epoch']]);
    ram.write(4096, 1, 1);
    expect(dirtyOf(tracker)).toEqual([[1]]);
  });

  it('keeps blocks apart, whatever page they begin at', () => {
    const { memory, tracker, ram } = setUp();
    memory.allocate(3 * 4096);
    const rom = new RamBlock(memory, tracker, 'rom', 7 * 4096 + 1, true);
    for (let page = 0; page < 8; page += 3) rom.write(page * 4096, 1, 1);
    ram.write(15 * 4096, 1, 1);
    expect(dirtyOf(tracker)).toEqual([[15], [0, 3, 6]]);
  });

  it('tells its listener of stores to code and page tables, piece by piece', () => {
    const { tracker, log, ram, first } = setUp();
    tracker.setFlags(first + 1, PageFlag.CODE);
    tracker.setFlags(first + 2, PageFlag.CODE | PageFlag.PT);
    ram.writeBytes(4090, new Uint8Array(8192));
    const base = ram.offset;
    expect(log.lines).toEqual([`code ${base + 4096}+4096`, `code ${base + 8192}+4090`, `pt ${base + 8192}+4090`]);
    expect([first, first + 1, first + 2].map((page) => tracker.flags(page))).toEqual([0, PageFlag.CODE, PageFlag.CODE | PageFlag.PT]);
  });

  it('revokes write tags only of pages that could have had them', () => {
    const { tracker, log, ram, first } = setUp();
    tracker.setFlags(first, PageFlag.CODE);
    ram.write(4096, 1, 1);
    tracker.setFlags(first + 1, PageFlag.PT);
    tracker.setFlags(first + 1, PageFlag.CODE);
    expect(log.lines).toEqual([`revoke ${first + 1}`]);
    tracker.clearFlags(first + 1, PageFlag.PT | PageFlag.CODE);
    expect(tracker.flags(first + 1)).toBe(0);
  });

  it('is told before the bytes change', () => {
    const { tracker, ram, first, log } = setUp();
    let before = -1;
    log.codeWritten = () => {
      before = ram.read(0, 4);
    };
    tracker.setFlags(first, PageFlag.CODE);
    ram.write(0, 7, 4);
    expect([before, ram.read(0, 4)]).toEqual([0, 7]);
  });
});

describe('RamBlock', () => {
  it.each([1, 2, 4])('reads and writes %i bytes at any alignment', (size) => {
    const { ram } = setUp();
    for (const at of [0, 1, 4095, 4097]) {
      ram.write(at, 0x8988_8786, size);
      expect(ram.read(at, size)).toBe(0x8988_8786 % 2 ** (8 * size));
      expect(ram.read(at + size, 4)).toBe(0);
      ram.write(at, 0, size);
    }
  });

  it('reads and writes 8 bytes, and spans', () => {
    const { ram } = setUp();
    ram.write64(4093, 0x8877_6655_4433_2211n);
    expect([ram.read64(4093), ram.read(4094, 2)]).toEqual([0x8877_6655_4433_2211n, 0x3322]);
    const into = new Uint8Array(3);
    ram.readBytes(4095, into);
    expect([...into]).toEqual([0x33, 0x44, 0x55]);
    expect(ram.page(1)[0]).toBe(0x44);
  });

  it('has whole pages', () => {
    const { memory, tracker } = setUp();
    expect(new RamBlock(memory, tracker, 'odd', 1).size).toBe(4096);
  });
});
