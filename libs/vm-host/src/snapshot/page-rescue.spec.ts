import { PAGE_SIZE, PageRuns } from '@reprise/memory';
import { describe, expect, it } from 'vitest';
import { Heartbeat } from './heartbeat.ts';
import { PageCollector, SnapshotAbandoned } from './page-collector.ts';
import { PageRescue } from './page-rescue.ts';
import { allocateShared } from './shared-state.ts';

const FIRST = 3;
const PAGES = 40;

/** The other thread does not get on. */
class StandingStill extends Heartbeat {
  override waitForChange(): boolean {
    return false;
  }
}

function setUp(roomFor = 8) {
  const memory = new SharedArrayBuffer((FIRST + PAGES) * PAGE_SIZE);
  const bytes = new Uint8Array(memory);
  const shared = allocateShared(roomFor * PAGE_SIZE);
  const rescue = new PageRescue(memory, shared, new StandingStill());
  const collector = new PageCollector(memory, shared, [{ name: 'ram', first: FIRST, pages: 30 }, { name: 'more', first: FIRST + 30, pages: 10 }]);
  for (let page = 0; page < PAGES; page++) bytes.fill(page + 1, (FIRST + page) * PAGE_SIZE);
  /** What the guest does to a page. */
  const write = (page: number): void => {
    rescue.beforeWrite(FIRST + page);
    bytes.fill(0xff, (FIRST + page) * PAGE_SIZE, (FIRST + page + 1) * PAGE_SIZE);
  };
  const begin = (...pages: number[]): void => {
    const runs = new PageRuns();
    for (const page of pages) runs.add(page, page + 1);
    rescue.begin();
    rescue.want(FIRST, runs);
    collector.begin(rescue.counts.wanted);
  };
  const into = new Uint8Array(PAGE_SIZE);
  /** The next page, and what is in it, which must be what it was. */
  const take = (): number => {
    const host = collector.take(into);
    expect(new Set(into)).toEqual(new Set([host - FIRST + 1]));
    return host - FIRST;
  };
  const takeAll = (): number[] => {
    const taken: number[] = [];
    while (!collector.isDone) taken.push(take());
    return taken;
  };
  return { rescue, collector, write, begin, take, takeAll, into };
}

describe('the pages of a snapshot', () => {
  it('are taken once each, in ascending order, over all blocks', () => {
    const { begin, takeAll } = setUp();
    begin(0, 1, 5, 6, 7, 8, 29, 30, 39);
    expect(takeAll()).toEqual([0, 1, 5, 6, 7, 8, 29, 30, 39]);
  });

  it('are as they were though the guest has changed them, and those come first', () => {
    const { rescue, begin, write, takeAll } = setUp();
    begin(0, 1, 2, 3, 4, 5);
    for (const page of [4, 9, 2, 4]) write(page);
    expect(takeAll()).toEqual([4, 2, 0, 1, 3, 5]);
    expect(rescue.counts).toEqual({ wanted: 6, aside: 2 });
  });

  it('come in the order in which the guest reaches them', () => {
    const { rescue, begin, write, takeAll } = setUp();
    begin(0, 1, 2, 3, 4, 5);
    for (const page of [5, 3, 9, 5]) rescue.touched(FIRST + page);
    write(2);
    write(3);
    expect(takeAll()).toEqual([2, 3, 5, 0, 1, 4]);
  });

  it('may be changed once they are taken', () => {
    const { rescue, begin, write, take, takeAll } = setUp();
    begin(0, 1, 2);
    expect(take()).toBe(0);
    write(0);
    expect(rescue.counts.aside).toBe(0);
    expect(takeAll()).toEqual([1, 2]);
  });

  it('find room again where others were taken, as often as need be', () => {
    const { begin, write, take, takeAll } = setUp(2);
    begin(...Array.from({ length: 20 }, (_, page) => page));
    const taken: number[] = [];
    for (let page = 19; page > 5; page--) {
      write(page);
      if (page % 2 === 0) taken.push(take(), take());
    }
    expect([...taken, ...takeAll()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, page) => page));
  });

  it('are given up when there is no room, and the other thread does not get on', () => {
    const { rescue, begin, write, collector, into, takeAll } = setUp(2);
    begin(0, 1, 2, 3);
    for (const page of [0, 1, 2]) write(page);
    expect(rescue.isAbandoned).toBe(true);
    write(3); // goes on
    expect(() => collector.take(into)).toThrow(SnapshotAbandoned);
    begin(8, 9);
    expect(takeAll()).toEqual([8, 9]);
  });
});

describe('a heartbeat', () => {
  it('says that a thread is dead that does not beat, and not that one is that is only slow', () => {
    const cells = new Int32Array(new SharedArrayBuffer(4));
    const heartbeat = new Heartbeat(undefined, 100);
    expect(heartbeat.waitForChange(cells, 0, 0, 60_000)).toBe(false);
    expect(heartbeat.waitForChange(cells, 0, 1, 60_000)).toBe(true);
  });
});
