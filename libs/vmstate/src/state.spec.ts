import { describe, expect, it } from 'vitest';
import {
  array, assignState, blob, bytes, choice, decodeCanonical, encodeCanonical, type Field, fifo, flag, i32, list, loadState, map, optional, resetState, safeInteger,
  saveState, StateError, struct, text, type Tree, u16, u32, u64, u8,
} from './index.ts';

const anyField = <T, A>(field: Field<T, A>): Field<unknown, unknown> => field;

describe('fields', () => {
  it.each<[string, Field<unknown, unknown>, unknown, unknown]>([
    ['u8', anyField(u8()), 0x1ff, 0xff], ['u8', anyField(u8()), -1, 0xff], ['u8', anyField(u8()), Number.NaN, 0], ['u16', anyField(u16()), 0x1_2345, 0x2345],
    ['u32', anyField(u32()), -1, 0xffff_ffff], ['u32', anyField(u32()), 2 ** 32 + 5, 5], ['i32', anyField(i32()), 0xffff_ffff, -1],
    ['u64', anyField(u64()), -1n, 2n ** 64n - 1n], ['flag', anyField(flag()), 1, true],
    ['safeInteger', anyField(safeInteger()), 2 ** 60, 2 ** 53 - 1], ['safeInteger', anyField(safeInteger()), -3, 0], ['safeInteger', anyField(safeInteger()), Number.NaN, 0],
    ['safeInteger', anyField(safeInteger()), 5.7, 5], ['optional u8', anyField(optional(u8())), 256, 0], ['optional u8', anyField(optional(u8())), null, null],
  ])('%s stores %s as %s', (_name, field, value, stored) => {
    const state = resetState({ f: field });
    state.f = value;
    expect(state.f).toBe(stored);
  });

  it.each<[string, Field<unknown, unknown>, unknown]>([
    ['u8', anyField(u8(0x60)), 0x60], ['u8 wrapped', anyField(u8(256)), 0], ['flag', anyField(flag(true)), true], ['u64', anyField(u64(7n)), 7n], ['text', anyField(text(10, 'hi')), 'hi'],
    ['array of u16', anyField(array(u16(3), 2)), Uint16Array.of(3, 3)], ['array of flags', anyField(array(flag(true), 2)), [true, true]],
    ['array of u64', anyField(array(u64(1n), 2)), BigUint64Array.of(1n, 1n)], ['array of arrays', anyField(array(array(u8(1), 2), 2)), [Uint8Array.of(1, 1), Uint8Array.of(1, 1)]],
    ['array of structs', anyField(array(struct({ a: u8(1) }), 1)), [resetState({ a: u8(1) })]], ['list', anyField(list(u8(), 3)), []], ['list with a minimum', anyField(list(u8(9), 3, 2)), [9, 9]],
    ['bytes', anyField(bytes(2)), Uint8Array.of(0, 0)], ['blob', anyField(blob(2)), new Uint8Array(0)], ['map', anyField(map(u8(), 2)), new Map()], ['optional', anyField(optional(u8(5))), null],
    ['choice', anyField(choice(['a', 'b'], 'b')), 'b'], ['safeInteger', anyField(safeInteger(9)), 9], ['i32', anyField(i32(-1)), -1], ['u32', anyField(u32(2)), 2],
  ])('%s starts with its reset value', (_name, field, value) => expect(resetState({ f: field }).f).toEqual(value));

  it.each<[string, Field<unknown, unknown>, Tree[], Tree[]]>([
    ['u8', anyField(u8()), [0, 255], [256, -1, 1.5, '1', null, true, 5n, []]],
    ['u16', anyField(u16()), [0xffff], [0x1_0000]],
    ['u32', anyField(u32()), [0xffff_ffff], [2 ** 32, -1]],
    ['i32', anyField(i32()), [-(2 ** 31), 2 ** 31 - 1], [2 ** 31]],
    ['u64', anyField(u64()), [0n, 2n ** 64n - 1n], [2n ** 64n, -1n, -1, 0.5, null]],
    ['safeInteger', anyField(safeInteger()), [2 ** 53 - 1], [2 ** 53, -1, 5n]],
    ['flag', anyField(flag()), [true, false], [0, 1, null]],
    ['text', anyField(text(2)), ['', 'ab'], ['abc', 1, '\ud800']],
    ['choice', anyField(choice(['a', 'b'], 'a')), ['a', 'b'], ['c', '', 0]],
    ['bytes', anyField(bytes(2)), [Uint8Array.of(1, 2)], [Uint8Array.of(1), [1, 2], null]],
    ['blob', anyField(blob(2)), [Uint8Array.of(1, 2), new Uint8Array(0)], [Uint8Array.of(1, 2, 3), 'x']],
    ['fifo', anyField(fifo(2)), [Uint8Array.of(1, 2), new Uint8Array(0)], [Uint8Array.of(1, 2, 3), [1]]],
    ['array', anyField(array(u8(), 2)), [[1, 2]], [[1], [1, 2, 3], [1, 256], Uint8Array.of(1, 2), { length: 2 }]],
    ['array of u64', anyField(array(u64(), 2)), [[1n, 2n ** 63n]], [[1n], [1n, -1n], 5]],
    ['array of flags', anyField(array(flag(), 2)), [[true, false]], [[true], [1, 0]]],
    ['list', anyField(list(u8(), 2)), [[], [1, 2]], [[1, 2, 3], [300]]],
    ['struct', anyField(struct({ a: u8(), b: flag() })), [{ a: 1, b: true }], [{ a: 1 }, { a: 1, b: true, c: 1 }, { a: 1, b: 1 }, [], null]],
    ['optional', anyField(optional(u8())), [null, 1], [256]],
    ['map', anyField(map(u8(), 2)), [{}, { b: 1, a: 2 }], [{ a: 1, b: 2, c: 3 }, { a: 'x' }, []]],
  ])('%s loads what it saved and nothing else', (_name, field, good, bad) => {
    for (const tree of good) expect(saveState({ f: field }, loadState({ f: field }, { f: tree }))).toEqual({ f: tree });
    for (const tree of bad) expect(() => loadState({ f: field }, { f: tree })).toThrow(StateError);
  });
});

describe('state', () => {
  const fields = { lcr: u8(3), fifo: fifo(4), regs: array(u32(), 2), inner: struct({ on: flag() }) };

  it.each<[Tree, string]>([
    [{ lcr: 256, fifo: new Uint8Array(0), regs: [0, 0], inner: { on: false } }, 'uart0.lcr: expected 0..255, got 256'],
    [{ lcr: 1, fifo: new Uint8Array(5), regs: [0, 0], inner: { on: false } }, 'uart0.fifo: expected at most 4 bytes, got 5 bytes'],
    [{ lcr: 1, fifo: new Uint8Array(0), regs: [0, -1], inner: { on: false } }, 'uart0.regs[1]: expected 0..4294967295, got -1'],
    [{ lcr: 1, fifo: new Uint8Array(0), regs: [0, 0], inner: { on: 1 } }, 'uart0.inner.on: expected true or false, got 1'],
    [{ fifo: new Uint8Array(0), regs: [0, 0], inner: { on: true } }, 'uart0.lcr: missing'],
    [{ lcr: 1, fifo: new Uint8Array(0), regs: [0, 0], inner: { on: true }, mcr: 1 }, 'uart0.mcr: there is no such field'],
    ['text', "uart0: expected a map, got 'text'"],
    [{ toString: 1 }, 'uart0.toString: there is no such field'],
  ])('names what is wrong: %#', (tree, message) => expect(() => loadState(fields, tree, 'uart0')).toThrow(new StateError(message.slice(0, message.indexOf(':')), message.slice(message.indexOf(':') + 2))));

  it('has a place for each field and no other', () => {
    const state = resetState(fields);
    expect(() => Object.assign(state, { mcr: 1 })).toThrow(TypeError);
    expect(saveState(fields, state)).toEqual({ lcr: 3, fifo: new Uint8Array(0), regs: [0, 0], inner: { on: false } });
  });

  it('is two of the same only if all values are', () => {
    const [one, other] = [resetState(fields), resetState(fields)];
    expect(one).toEqual(other);
    other.lcr = 4;
    expect(one).not.toEqual(other);
  });

  it('is saved as a copy', () => {
    const state = resetState(fields);
    const saved = saveState(fields, state);
    state.regs[0] = 5;
    state.fifo.push(1);
    expect(saved).toEqual(saveState(fields, resetState(fields)));
  });

  it('is reset in place', () => {
    const state = resetState(fields);
    state.lcr = 9;
    state.inner.on = true;
    assignState(fields, state, resetState(fields));
    expect(saveState(fields, state)).toEqual(saveState(fields, resetState(fields)));
  });

  it('shows an array that lost its length when it is saved', () => {
    const plic = { flags: array(flag(), 2), regs: array(u8(), 2), wide: array(u64(), 1) };
    const [long, short, wide] = [resetState(plic), resetState(plic), resetState(plic)];
    long.flags.push(true);
    expect(() => saveState(plic, long, 'plic')).toThrow('plic.flags: expected 2 to 2 values, got 3');
    short.regs = new Uint8Array(1);
    expect(() => saveState(plic, short, 'plic')).toThrow('plic.regs: expected 2 values, got 1');
    wide.wide = new BigUint64Array(2);
    expect(() => saveState(plic, wide, 'plic')).toThrow('plic.wide: expected 1 values, got 2');
  });
});

describe('Fifo', () => {
  it('keeps order around its end and refuses what is too much', () => {
    const queue = resetState({ q: fifo(3) }).q;
    expect([queue.head, queue.free, queue.push(1), queue.push(2), queue.push(3), queue.push(4)]).toEqual([0, 3, true, true, true, false]);
    queue.drop();
    expect([queue.push(0x105), queue.head, queue.length, [...queue.toBytes()]]).toEqual([true, 2, 3, [2, 3, 5]]);
    queue.clear();
    queue.drop();
    expect([queue.length, queue.head]).toEqual([0, 0]);
  });
});

describe('the canonical encoding', () => {
  const hexOf = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

  it.each<[Tree, string]>([
    [0, '00'], [23, '17'], [24, '1818'], [255, '18ff'], [256, '190100'], [2 ** 32, '1b0000000100000000'], [5n, '05'], [2n ** 64n - 1n, '1bffffffffffffffff'],
    [-1, '20'], [-500, '3901f3'], [-(2n ** 64n), '3bffffffffffffffff'], [true, 'f5'], [null, 'f6'], ['a', '6161'], ['', '60'], [Uint8Array.of(1, 2), '420102'], [[], '80'], [[1, [2]], '82018102'],
    [{}, 'a0'], [{ b: 1, a: 2 }, 'a2616102616201'], [{ aa: 1, b: 2 }, 'a261620262616101'], [{ 10: 1, 9: 2 }, 'a261390262313001'],
  ])('number %#', (tree, hex) => {
    expect(hexOf(encodeCanonical(tree))).toBe(hex);
    expect(hexOf(encodeCanonical(decodeCanonical(bytesOf(hex))))).toBe(hex);
  });

  it.each<[string, string]>([
    ['an integer longer than need be', '1800'], ['a length longer than need be', '580100'], ['keys in another order', 'a2616201616102'], ['a key twice', 'a2616101616101'],
    ['a list of unknown length', '9f01ff'], ['undefined', 'f7'], ['a float', 'f93c00'], ['a double', 'fb3ff8000000000000'], ['NaN', 'f97e00'], ['a tag', 'c101'], ['nothing', ''],
    ['something after the end', '0000'], ['a cut string', '6261'], ['a key that is no text', 'a10102'], ['text that is no UTF-8', '61ff'], ['a list with items missing', '8201'],
    ['a huge list', '9affffffff'], ['a huge string', '7affffffff'], ['a huge map', 'bb0000ffffffffffff'], ['65 lists in lists', `${'81'.repeat(65)}00`], ['very deep lists', '81'.repeat(200_000)],
    ['an unknown simple value', 'e0'],
  ])('refuses %s', (_what, hex) => expect(() => decodeCanonical(bytesOf(hex))).toThrow(StateError));

  it.each<[string, unknown]>([
    ['a fraction', 1.5], ['minus zero', -0], ['NaN', Number.NaN], ['2^53', 2 ** 53], ['2^64', 2n ** 64n], ['undefined', undefined], ['a list with a hole', [undefined]],
    ['half a character', '\ud800'], ['a key of half a character', { '\ud800': 1 }], ['a function', () => 1],
  ])('does not take %s', (_what, tree) => expect(() => encodeCanonical({ x: tree } as Tree)).toThrow(StateError));

  it('does not take a circle', () => {
    const circle: Tree[] = [];
    circle.push(circle);
    expect(() => encodeCanonical(circle)).toThrow('nested deeper than 64');
  });

  it('takes no more bytes than allowed', () => {
    expect(() => decodeCanonical(new Uint8Array(100), 99)).toThrow('expected at most 99 bytes, got 100');
  });

  it('keeps a key that objects treat in their own way', () => {
    const tree = decodeCanonical(bytesOf('a1695f5f70726f746f5f5f01'));
    expect(Object.getOwnPropertyNames(tree)).toEqual(['__proto__']);
    expect(hexOf(encodeCanonical(tree))).toBe('a1695f5f70726f746f5f5f01');
  });
});
