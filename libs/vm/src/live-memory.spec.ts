import { hexOfBytes } from '@reprise/bits';
import { PAGE_SHIFT, PAGE_SIZE, PageUnavailable, type RamBlock } from '@reprise/memory';
import { PageTree } from '@reprise/tree';
import { decodeCanonical, encodeCanonical, type TreeMap } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import type { Run } from './run.ts';
import type { StoredRun } from './stored-run.ts';
import { SELF_MODIFYING_PAGING } from './testing/programs.ts';
import { toyHash, virtRun } from './testing/virt-run.ts';

const STEPS = 6000;

const runOf = (tier: 'interp' | 'reference' = 'interp'): Run => virtRun(SELF_MODIFYING_PAGING, { tier }).run;

/** Takes pages out of memory as they are about to change, and the others at the end: what the other thread does, in one. */
class Taker {
  readonly #run: Run;
  readonly #capture: ReturnType<Run['capture']>;
  readonly #state: TreeMap;
  readonly #taken = new Map<number, Uint8Array>();
  readonly #wanted = new Set<number>();
  readonly #saver = { beforeWrite: (page: number) => this.#take(page), touched: () => {} };

  constructor(run: Run, since?: ReturnType<Run['mark']>) {
    this.#run = run;
    this.#capture = run.capture(since);
    this.#state = decodeCanonical(encodeCanonical(this.#capture.state)) as TreeMap; // a map was encoded
    for (const { block, pages } of this.#capture.ram) for (const page of pages.toArray()) this.#wanted.add((block.offset >>> PAGE_SHIFT) + page);
    run.machine.tracker.addSaver(this.#saver);
  }

  get mark() {
    return this.#capture.mark;
  }

  /** Puts all that was taken into trees, and names the state. */
  finish(trees: ReadonlyMap<RamBlock, PageTree>): { readonly id: string; readonly pages: number } {
    this.#run.machine.tracker.removeSaver(this.#saver);
    for (const page of this.#wanted) this.#take(page);
    let pages = 0;
    for (const [block, tree] of trees) {
      const first = block.offset >>> PAGE_SHIFT;
      for (const [page, bytes] of this.#taken) {
        if (page < first || page >= first + tree.pages) continue;
        tree.update(page - first, bytes);
        pages++;
      }
    }
    const ram = Object.fromEntries([...trees].map(([block, tree]) => [block.name, tree.root()]));
    const state = { ...this.#state, ram, disks: {} };
    return { id: `sha256:${hexOfBytes(toyHash(encodeCanonical(state)))}`, pages };
  }

  #take(page: number): void {
    if (!this.#wanted.delete(page)) return;
    this.#taken.set(page, this.#run.machine.memory.u8.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
  }
}

const emptyTrees = (run: Run): Map<RamBlock, PageTree> =>
  new Map(run.machine.ramBlocks.map((block) => [block, new PageTree(block.size / PAGE_SIZE, toyHash)]));

describe('a capture', () => {
  it.each(['interp', 'reference'] as const)('is the state of its instant, however the run goes on: %s', (tier) => {
    const [run, plain] = [runOf(tier), runOf(tier)];
    const trees = emptyTrees(run);
    let mark: ReturnType<Run['mark']> | undefined;
    for (let icount = 0; icount < STEPS; icount = run.icount + 97) {
      run.runUntil({ icount });
      plain.runUntil({ icount });
      const taker = new Taker(run, mark);
      run.runUntil({ icount: icount + 1 + (icount % 601) });
      expect(taker.finish(trees).id).toBe(plain.digest());
      mark = taker.mark;
      if (icount % 5 === 0) run.digest(); // ends an epoch too
    }
    run.runUntil({ icount: 2 * STEPS });
    plain.runUntil({ icount: 2 * STEPS });
    expect(run.digest()).toBe(plain.digest());
  });

  it('has only what was written since the last', () => {
    const run = runOf();
    const trees = emptyTrees(run);
    run.runUntil({ icount: 100 });
    const first = new Taker(run);
    const whole = first.finish(trees).pages;
    expect(new Taker(run, first.mark).finish(trees).pages).toBe(0);
    run.runUntil({ icount: 200 });
    const changed = new Taker(run, first.mark).finish(trees).pages;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(whole);
  });
});

/** A run stored in memory, and what was asked of it. */
function stored(run: Run): StoredRun & { readonly asked: (number | string)[]; into: Run | undefined; failing: boolean } {
  const saved = run.save();
  const trees = new Map(run.machine.ramBlocks.map((block) => {
    const tree = new PageTree(block.size / PAGE_SIZE, toyHash);
    for (const [page, bytes] of saved.ram.get(block.name) ?? []) tree.update(page, bytes);
    return [block.name, tree];
  }));
  const store = {
    state: saved.state,
    asked: [] as (number | string)[],
    into: undefined as Run | undefined,
    failing: false,
    ram: new Map([...trees].map(([name, tree]) => [name, {
      top: tree.top(),
      nodes: (places: readonly { level: number; index: number }[]) => places.map(({ level, index }) => {
        store.asked.push(`${level}/${index}`);
        return tree.node(level, index) ?? new Uint8Array();
      }),
    }])),
    pages: () => ({
      release: () => {},
      fetch: (host: number) => {
        const { into } = store;
        const block = into?.machine.ramBlocks.find(({ offset, size }) => host * PAGE_SIZE >= offset && host * PAGE_SIZE < offset + size);
        if (!into || !block || store.failing) throw new PageUnavailable('the store is gone');
        const page = host - (block.offset >>> PAGE_SHIFT);
        store.asked.push(page);
        const bytes = saved.ram.get(block.name)?.get(page);
        into.machine.memory.u8.set(bytes ?? new Uint8Array(PAGE_SIZE), host * PAGE_SIZE);
      },
    }),
    disks: new Map(),
  };
  return store;
}

describe('a run restored as it is touched', () => {
  it.each(['interp', 'reference'] as const)('goes on as if it had never been away: %s', (tier) => {
    const run = runOf(tier);
    for (let icount = 0; icount < STEPS; icount += 631) {
      run.runUntil({ icount });
      const store = stored(run);
      const other = runOf(tier);
      other.runUntil({ icount: 3 * icount });
      store.into = other;
      const mark = other.restoreStored(store);
      expect([other.icount, other.digest(), store.asked]).toEqual([run.icount, run.digest(), []]);
      const plain = runOf(tier);
      plain.restore(run.save());
      for (const each of [other, plain]) each.runUntil({ icount: icount + 700 });
      expect(store.asked.length).toBeGreaterThan(0);
      expect(store.asked.filter((asked) => typeof asked === 'number').length).toBeLessThan(200);
      expect(other.digest()).toBe(plain.digest());
      const written = [...other.save(mark).ram.values()].map(({ size }) => size);
      expect(written.reduce((sum, size) => sum + size)).toBeLessThan(150);
      expect(other.save()).toEqual(plain.save());
    }
  });

  it('can be restored to something else half way', () => {
    const run = runOf();
    run.runUntil({ icount: 3000 });
    const [other, store] = [runOf(), stored(run)];
    const start = other.save();
    const digest = other.digest();
    store.into = other;
    other.restoreStored(store);
    other.runUntil({ icount: 3100 });
    other.restore(start);
    expect(other.digest()).toBe(digest);
    store.asked.length = 0;
    other.runUntil({ icount: 500 });
    expect(store.asked).toEqual([]);
  });

  it('ends when its memory cannot be had, and can be restored', () => {
    const run = runOf();
    run.runUntil({ icount: 3000 });
    const [other, store] = [runOf(), stored(run)];
    store.into = other;
    store.failing = true;
    other.restoreStored(store);
    expect(other.runUntil({ icount: 4000 })).toMatchObject({ reason: 'io-error', error: { name: 'PageUnavailable', message: 'the store is gone' } });
    expect(other.state.current).toBe('io-error');
    store.failing = false;
    other.restoreStored(store);
    for (const each of [run, other]) each.runUntil({ icount: 4000 });
    expect(other.digest()).toBe(run.digest());
  });

  it('is refused, and nothing changed, if it is of another configuration', () => {
    const run = virtRun('j .').run;
    const store = stored(runOf());
    const digest = run.digest();
    expect(() => run.restoreStored(store)).toThrow('another configuration');
    expect([run.digest(), run.machine.tracker.hasSource]).toEqual([digest, false]);
  });
});
