import { describe, expect, it } from 'vitest';
import { ManualClock, NEVER, TimerList } from './index.ts';

function listOf(...names: string[]) {
  const list = new TimerList();
  const fired: string[] = [];
  const timers = Object.fromEntries(names.map((name) => [name, list.timer(name, (deadline) => fired.push(`${name}@${deadline}`))]));
  return { list, fired, timers };
}

describe('TimerList', () => {
  it.each([
    { name: 'deadlines in order', set: { a: 30, b: 10, c: 20 }, now: 25, fired: ['b@10', 'c@20'], next: 30 },
    { name: 'equal deadlines by name', set: { c: 10, a: 10, b: 10 }, now: 10, fired: ['a@10', 'b@10', 'c@10'], next: null },
    { name: 'nothing before its time', set: { a: 11 }, now: 10, fired: [], next: 11 },
    { name: 'a past deadline', set: { a: -5 }, now: 0, fired: ['a@0'], next: null },
    { name: 'a fraction of a ns rounded up', set: { a: 9.5 }, now: 10, fired: ['a@10'], next: null },
    { name: 'never', set: { a: Infinity }, now: NEVER - 1, fired: [], next: NEVER },
  ])('fires $name', ({ set, now, fired: expected, next }) => {
    const { list, fired, timers } = listOf('c', 'a', 'b');
    for (const [name, deadline] of Object.entries(set)) timers[name]?.set(deadline);
    expect(list.fire(now)).toBe(expected.length);
    expect(fired).toEqual(expected);
    expect(list.nextDeadline()).toBe(next);
  });

  it('fires a timer that sets itself in the past once a call', () => {
    const list = new TimerList();
    let count = 0;
    const timer = list.timer('t', () => {
      count++;
      timer.set(0);
    });
    timer.set(0);
    expect([list.fire(5), list.fire(5), count]).toEqual([1, 1, 2]);
    expect(list.nextDeadline()).toBe(0);
  });

  it('fires in the same call what a callback sets to be due, in order', () => {
    const { list, fired, timers } = listOf('x', 'y');
    list.timer('a', () => timers['x']?.set(7)).set(1);
    timers['y']?.set(8);
    list.fire(10);
    expect(fired).toEqual(['x@7', 'y@8']);
  });

  it('lets a callback cancel another timer that is due', () => {
    const { list, fired, timers } = listOf('z');
    list.timer('a', () => timers['z']?.cancel()).set(1);
    timers['z']?.set(1);
    expect(list.fire(1)).toBe(1);
    expect(fired).toEqual([]);
  });

  it('saves and loads deadlines by name', () => {
    const first = listOf('a', 'b');
    first.timers['b']?.set(42);
    const second = listOf('a', 'b');
    second.timers['a']?.set(1);
    second.list.load(first.list.save());
    expect(first.list.save()).toEqual({ b: 42 });
    expect([second.timers['a']?.deadline, second.timers['b']?.deadline]).toEqual([null, 42]);
  });

  it.each([
    [{ ghost: 1 }, 'timers.ghost: there is no such timer'], [{ a: -1 }, 'timers.a: expected a time in ns, got -1'],
    [{ a: 'x' }, 'timers.a: expected a time in ns, got x'], [{ a: 2 ** 60 }, 'timers.a'], [{ toString: 1 }, 'no such timer'],
  ])('refuses %j and changes nothing', (tree, message) => {
    const { list, timers } = listOf('a');
    timers['a']?.set(3);
    expect(() => list.load(tree)).toThrow(message);
    expect(list.save()).toEqual({ a: 3 });
  });

  it('tells its owner of every move', () => {
    const { list, timers } = listOf('a');
    let moves = 0;
    list.onMoved = () => moves++;
    timers['a']?.set(1);
    timers['a']?.cancel();
    timers['a']?.cancel();
    expect(moves).toBe(2);
  });

  it('has one timer a name, until it is removed', () => {
    const { list, timers } = listOf('a');
    expect(() => list.timer('a', () => {})).toThrow("there is already a timer 'a'");
    if (timers['a']) list.remove(timers['a']);
    expect(() => list.timer('a', () => {})).not.toThrow();
  });

  it('refuses a deadline that is not a number', () => {
    expect(() => listOf('a').timers['a']?.set(Number.NaN)).toThrow("timer 'a'");
  });
});

describe('ManualClock', () => {
  it('only goes forward', () => {
    const clock = new ManualClock();
    clock.set(5);
    expect(clock.now()).toBe(5);
    expect(() => clock.set(4)).toThrow(RangeError);
  });
});
