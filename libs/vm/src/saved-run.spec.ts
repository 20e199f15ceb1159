import { describe, expect, it } from 'vitest';
import { INTERRUPTED } from './testing/programs.ts';
import { virtRun } from './testing/virt-run.ts';

/** Writes a page after the other, and four pages later zeros over it. */
const PAGES = `
  li a1, 0x80080000
  li a2, 0x1000
  li a3, 200
  li a4, 0x8007c000
loop: sd a3, 0(a1)
  sd zero, 0(a4)
  add a1, a1, a2
  add a4, a4, a2
  addi a3, a3, -1
  bnez a3, loop
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
`;

describe('what is saved since a mark', () => {
  it('is the pages written after it, those that are zeros now among them', () => {
    const { run } = virtRun(PAGES);
    run.runUntil({ icount: 300 });
    const whole = run.save();
    const mark = run.mark();
    expect([...run.save(mark).ram.values()].map((pages) => pages.size)).toEqual([...whole.ram.keys()].map(() => 0));
    run.runUntil({ icount: 900 });
    const changes = run.save(mark);
    const after = run.save();
    expect(changes.state).toEqual(after.state);
    for (const [name, pages] of after.ram) {
      const merged = new Map([...(whole.ram.get(name) ?? []), ...(changes.ram.get(name) ?? [])]);
      expect(new Map([...merged].filter(([, bytes]) => bytes.some((byte) => byte !== 0)).sort(([a], [b]) => a - b))).toEqual(pages);
    }
    expect(changes.ram.get('riscv_virt_board.ram')?.size).toBeGreaterThan(100);
  });

  it('is enough to go back there', () => {
    const { run } = virtRun(PAGES);
    run.runUntil({ icount: 300 });
    const [saved, digest, mark] = [run.save(), run.digest(), run.mark()];
    for (let times = 0; times < 3; times++) {
      run.runUntil({ icount: 900 });
      run.restore(saved, mark);
      expect([run.icount, run.digest()]).toEqual([300, digest]);
    }
  });
});

describe('a restored run', () => {
  it('goes on after an end', () => {
    const { run } = virtRun(PAGES);
    const saved = run.save();
    const end = [run.runUntil(), run.icount, run.digest()];
    expect(end[0]).toEqual({ reason: 'shutdown', exitCode: 0 });
    run.restore(saved);
    expect(run.state.current).toBe('paused');
    expect([run.runUntil(), run.icount, run.digest()]).toEqual(end);
  });

  it('has forgotten what waited to happen, and what was asked for', () => {
    const { run } = virtRun(INTERRUPTED);
    run.runUntil({ icount: 100 });
    const saved = run.save();
    run.runUntil({ icount: 3000 });
    const digest = run.digest();
    run.restore(saved);
    run.inject({ kind: 'reset' }, { icount: 200 });
    run.requestStop();
    run.restore(saved);
    expect(run.runUntil({ icount: 3000 })).toEqual({ reason: 'limit' });
    expect(run.digest()).toBe(digest);
  });

  it.each([
    ['a turn of no hart', 'engine', { turn: 1 }, '/engine/turn'],
    ['a negative count', 'engine', { icount: -1 }, '/engine'],
  ])('is not made from %s', (_, part, change, where) => {
    const { run } = virtRun(PAGES);
    run.runUntil({ icount: 10 });
    const digest = run.digest();
    const saved = run.save();
    const section = saved.state[part] as { fields: object };
    const wrong = { ...saved, state: { ...saved.state, [part]: { ...section, fields: { ...section.fields, ...change } } } };
    expect(() => run.restore(wrong)).toThrow(where);
    expect(run.digest()).toBe(digest);
  });
});
