import { describe, expect, it } from 'vitest';
import { AddressSpace, HostMemory, MAX_PAGES, MemoryRegion, PageFlag, type PageListener, PageRuns, PageTracker, RamBlock } from './index.ts';
import { PageFlags } from './page-flags.ts';

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
    expect(tracker.startEpoch().map((runs) => [...runs.toArray()])).toEqual([[first]]);
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

describe('PageFlags', () => {
  const before = (page: number): number => ((page * 7) % 5 < 2 || (page > 30 && page < 60) ? PageFlag.CLEAN : 0) | (page % 3 === 0 ? PageFlag.PT : 0);

  it.each([[0, 0], [0, 100], [3, 97], [4, 8], [5, 6], [29, 61], [31, 33]])('finds and changes pages %i up to %i, four at a time or not', (first, end) => {
    const flags = new PageFlags(new HostMemory());
    for (let page = 0; page < 100; page++) flags.set(page, before(page));
    const pages = Array.from({ length: 100 }, (_, page) => page);
    const inside = (page: number): boolean => page >= first && page < end;
    expect([...flags.without(first, end, PageFlag.CLEAN).toArray()]).toEqual(pages.filter((page) => inside(page) && (before(page) & PageFlag.CLEAN) === 0));
    flags.change(first, end, PageFlag.CLEAN, PageFlag.CODE);
    expect(pages.map((page) => flags.get(page))).toEqual(pages.map((page) => (inside(page) ? (before(page) & ~PageFlag.CLEAN) | PageFlag.CODE : before(page))));
    for (const page of pages) flags.set(page, before(page));
    expect(flags.without(first, end, PageFlag.CLEAN, true).pages).toBe(pages.filter((page) => inside(page) && (before(page) & PageFlag.CLEAN) === 0).length);
    expect(pages.map((page) => flags.get(page))).toEqual(pages.map((page) => (inside(page) ? before(page) | PageFlag.CLEAN : before(page))));
  });
});

describe('PageRuns', () => {
  it('joins what touches, and grows', () => {
    const runs = new PageRuns();
    for (let page = 0; page < 1000; page += 2) runs.add(page, page + 1);
    runs.add(1000, 1003);
    runs.add(1003, 1005);
    expect([runs.bounds.length, ...runs.bounds.slice(-2), runs.pages]).toEqual([1002, 1000, 1005, 505]);
    expect([...runs.toArray()].slice(-3)).toEqual([1002, 1003, 1004]);
  });
});

describe('a saver of pages', () => {
  it('is told of the first change of a page in an epoch, while its bytes are as they were', () => {
    const { tracker, ram, first } = setUp();
    ram.write(0, 5, 4);
    tracker.startEpoch();
    const seen: number[][] = [];
    const saver = { beforeWrite: (page: number) => void seen.push([page - first, ram.read(0, 4)]), touched: (page: number) => void seen.push([page]) };
    tracker.addSaver(saver);
    ram.write(0, 6, 4);
    ram.write(0, 7, 4);
    ram.writeBytes(4096, new Uint8Array(8192));
    tracker.beforeSilentWrite(first + 9);
    tracker.beforeSilentWrite(first + 9);
    tracker.touched(77);
    expect(() => tracker.addSaver({ ...saver })).toThrow('another snapshot');
    expect(() => tracker.setSource({ fetch: () => {}, release: () => {} })).toThrow('is being saved');
    tracker.removeSaver({ ...saver });
    ram.write(10 * 4096, 1, 1);
    tracker.removeSaver(saver);
    ram.write(3 * 4096, 1, 1);
    expect(seen).toEqual([[0, 5], [1, 7], [2, 7], [9, 7], [77], [10, 7]]);
    expect(dirtyOf(tracker)).toEqual([[0, 1, 2, 3, 9, 10]]);
  });
});

describe('a source of pages', () => {
  function absent() {
    const bench = setUp();
    const { memory, tracker, ram } = bench;
    const space = new AddressSpace('memory', MemoryRegion.ram('ram', ram));
    const fetched: number[] = [];
    tracker.setSource({
      release: () => void fetched.push(-1),
      fetch: (page) => {
        fetched.push(page - bench.first);
        memory.u8.fill(page - bench.first + 1, page * 4096, (page + 1) * 4096);
      },
    });
    return { ...bench, space, fetched };
  }

  it.each<[string, (bench: ReturnType<typeof absent>) => unknown, unknown, number[]]>([
    ['a read', ({ ram }) => ram.read(4096, 2), 0x0202, [1]],
    ['a read of 8 bytes over two pages', ({ ram }) => ram.read64(4092), 0x0202_0202_0101_0101n, [0, 1]],
    ['a read of bytes', ({ ram }) => { const into = new Uint8Array(2); ram.readBytes(2 * 4096 - 1, into); return [...into]; }, [2, 3], [1, 2]],
    ['a look at a page', ({ ram }) => ram.page(5)[100], 6, [5]],
    ['a store', ({ ram }) => { ram.write(4096, 0x99, 1); return ram.read(4096, 2); }, 0x0299, [1]],
    ['a store over a page', ({ ram }) => { ram.writeBytes(4095, new Uint8Array(4098)); return ram.read(2 * 4096, 2); }, 0x0300, [0, 1, 2]],
    ['a look for host memory', ({ space, first }) => space.hostOffset(3 * 4096 + 4, 8, false) - first * 4096, 3 * 4096 + 4, [3]],
    ['nothing', ({ ram }) => { ram.writeBytes(0, new Uint8Array()); ram.readBytes(0, new Uint8Array()); return 0; }, 0, []],
  ])('is asked before %s, once', (_, act, result, pages) => {
    const bench = absent();
    expect(act(bench)).toEqual(result);
    expect(bench.fetched.toSorted((a, b) => a - b)).toEqual(pages);
    act(bench);
    expect(bench.fetched.toSorted((a, b) => a - b)).toEqual(pages);
  });

  it('brings what counts as not written, to pages that keep what else is known of them', () => {
    const { tracker, ram, first, fetched, log } = absent();
    expect(tracker.flags(first + 4)).toBe(PageFlag.CLEAN | PageFlag.ABSENT);
    ram.read(4 * 4096, 4);
    expect([tracker.flags(first + 4), tracker.isDirty(first + 4)]).toEqual([PageFlag.CLEAN, false]);
    tracker.setFlags(first + 6, PageFlag.PT);
    ram.write(6 * 4096, 1, 1);
    expect([fetched, dirtyOf(tracker), log.lines]).toEqual([[4, 6], [[6]], [`pt ${ram.offset + 6 * 4096}+1`]]);
    tracker.dropSource({ fetch: () => {}, release: () => void fetched.push(-2) });
    expect(tracker.hasSource).toBe(true);
    tracker.dropSource();
    expect([ram.read(7 * 4096, 4), tracker.flags(first + 7), tracker.hasSource, fetched]).toEqual([0, PageFlag.CLEAN, false, [4, 6, -1]]);
  });

  it('may fail, and nothing is written', () => {
    const { tracker, ram, first } = absent();
    tracker.setSource({ fetch: () => { throw new Error('gone'); }, release: () => {} });
    expect(() => ram.write(0, 1, 1)).toThrow('gone');
    expect(() => ram.read(0, 1)).toThrow('gone');
    expect([tracker.isDirty(first), ram.memory.u8[ram.offset]]).toEqual([false, 0]);
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
