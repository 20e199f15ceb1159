import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  bool, checkValue, completeValues, editDistance, enumOf, escapeOptionValue, int, nearest, OptionError, parseOptionString, parseValue, parseValues, type Property, propertyHelp, size,
  string, typeHelp, type ValuesOf,
} from './index.ts';

const schema = {
  drive: string({ required: true, description: 'id of the block back end' }),
  'num-queues': int({ default: 1, min: 1, max: 64, description: 'request queues' }),
  ro: bool({ default: false, description: 'refuse writes' }),
  cache: enumOf(['none', 'writeback'], { default: 'writeback', description: 'caching' }),
  serial: string({ description: 'serial number', validate: (text) => (text.length > 20 ? `at most 20 characters, got ${text.length}` : null) }),
  size: size({ default: 1 << 20, min: 512, max: 2 ** 40, description: 'bytes', runtime: true }),
};

describe('option strings', () => {
  it.each<[string, string | null, [string, string][]]>([
    ['uart', 'uart', []], ['uart,help', 'uart', [['help', 'on']]], ['virtio-blk-device,drive=hd0,ro', 'virtio-blk-device', [['drive', 'hd0'], ['ro', 'on']]],
    ['file=a,,b.img,format=raw', null, [['file', 'a,b.img'], ['format', 'raw']]], ['x,k=a=b', 'x', [['k', 'a=b']]], ['x,k=', 'x', [['k', '']]], ['x,k=,,,m=1', 'x', [['k', ','], ['m', '1']]],
    ['', '', []],
  ])('%s', (text, head, entries) => expect(parseOptionString(text)).toEqual({ head, entries }));

  it.each([['x,,y=1', 'x,y', null], ['x,=1', null, 'a property name is missing'], ['x,a=1,a=2', null, "'a' is given twice"], [',a=1', null, 'a name is missing'], ['x,', null, 'a property name is missing']])(
    '%s: %s%s', (text, key, message) => {
      if (message === null) expect(parseOptionString(text).entries[0]?.[0]).toBe(key);
      else expect(() => parseOptionString(text)).toThrow(message);
    });

  it('has no head where none is wanted', () => expect(parseOptionString('ro,x=1', true)).toEqual({ head: null, entries: [['ro', 'on'], ['x', '1']] }));

  it('escapes commas', () => expect(parseOptionString(`x,f=${escapeOptionValue('a,b,,c')}`).entries).toEqual([['f', 'a,b,,c']]));
});

describe('values', () => {
  it.each<[Property<unknown>, string, unknown]>([
    [bool({ description: '' }), 'on', true], [bool({ description: '' }), 'false', false], [int({ description: '' }), '0x1F', 31], [int({ min: -5, description: '' }), '-5', -5],
    [int({ description: '' }), '-0', 0], [size({ description: '' }), '64K', 65536], [size({ description: '' }), '1.5G', 1.5 * 2 ** 30], [size({ description: '' }), '0x10', 16],
    [size({ description: '', unit: 'M' }), '256', 256 << 20], [size({ description: '', unit: 'M' }), '512K', 512 << 10], [size({ description: '', unit: 'M' }), '5B', 5], [size({ description: '' }), '2t', 2 ** 41],
    [enumOf(['a', 'b'], { description: '' }), 'b', 'b'], [string({ description: '' }), 'any, thing', 'any, thing'],
  ])('%# reads %s as %s', (property, text, value) => {
    expect(property.parse(text)).toBe(value);
    expect(property.parse(property.format(value))).toBe(value);
    expect(property.check(value)).toBe(value);
  });

  it.each<[Property<unknown>, string, string]>([
    [bool({ description: '' }), 'maybe', "expected on or off, got 'maybe'"], [int({ min: 1, max: 8, description: '' }), '9', "expected an integer in 1..8, got '9'"],
    [int({ description: '' }), '1e3', "expected an integer in 0..9007199254740991, got '1e3'"], [int({ description: '' }), '', "got ''"], [int({ description: '' }), '9007199254740993', 'expected an integer'],
    [size({ min: 512, max: 2 ** 31, description: '' }), '3G', "expected a size in 512 bytes..2 GiB, such as 512, 64K, 256M or 2G, got '3G'"], [size({ description: '' }), '0.3', 'expected a size'],
    [size({ description: '' }), '12X', 'expected a size'], [enumOf(['a', 'b'], { description: '' }), 'c', "expected one of a, b, got 'c'"],
  ])('%# refuses %s', (property, text, message) => expect(() => property.parse(text)).toThrow(message));

  it.each<[Property<unknown>, unknown]>([[bool({ description: '' }), 'on'], [int({ description: '' }), '5'], [int({ description: '' }), 1.5], [string({ description: '' }), 5], [size({ description: '' }), -1]])(
    '%# checks the type of %j', (property, value) => expect(() => property.check(value)).toThrow(OptionError));

  it('come complete and typed', () => {
    const values = parseValues(schema, 'virtio-blk-device', [['drive', 'hd0'], ['num-queues', '4'], ['ro', 'on']]);
    expect(values).toEqual({ drive: 'hd0', 'num-queues': 4, ro: true, cache: 'writeback', serial: undefined, size: 1 << 20 });
    expectTypeOf(values).toEqualTypeOf<ValuesOf<typeof schema>>();
    expectTypeOf(values.cache).toEqualTypeOf<'none' | 'writeback'>();
    expectTypeOf(values.serial).toEqualTypeOf<string | undefined>();
    expectTypeOf(values['num-queues']).toEqualTypeOf<number>();
  });

  it.each<[[string, string][], string]>([
    [[['drvie', 'x']], "unknown property 'drvie' of 'virtio-blk-device', did you mean 'drive'?"], [[['zzz', 'x']], "unknown property 'zzz' of 'virtio-blk-device'"], [[], "property 'drive' of 'virtio-blk-device' must be given"],
    [[['drive', 'x'], ['num-queues', '65']], "property 'num-queues' of 'virtio-blk-device': expected an integer in 1..64, got '65'"],
    [[['drive', 'x'], ['serial', 'x'.repeat(21)]], "property 'serial' of 'virtio-blk-device': at most 20 characters, got 21"], [[['toString', 'x']], "unknown property 'toString'"],
  ])('%j: %s', (entries, message) => expect(() => parseValues(schema, 'virtio-blk-device', entries)).toThrow(message));

  it('take undefined as not given', () => {
    expect(completeValues(schema, 'x', { drive: 'd', 'num-queues': undefined })['num-queues']).toBe(1);
    expect(() => completeValues(schema, 'x', { drive: 'd', nope: undefined })).toThrow("unknown property 'nope'");
    expect(() => checkValue(schema, 'x', 'ro', 1)).toThrow("property 'ro' of 'x': expected on or off, got '1'");
    expect(parseValue(schema, 'x', 'ro', 'yes')).toBe(true);
  });
});

describe('names', () => {
  it.each([['', '', 0], ['abc', 'abc', 0], ['abc', 'abd', 1], ['abc', 'ab', 1], ['', 'abc', 3], ['kitten', 'sitting', 3]])('%s to %s takes %i edits', (a, b, edits) => {
    expect([editDistance(a, b), editDistance(b, a)]).toEqual([edits, edits]);
  });

  it.each([['drvie', 'drive'], ['Drive', 'drive'], ['queues', 'num-queues'], ['zzzzzz', null], ['x', null], ['seria', 'serial']])('%s is nearest to %s', (name, near) => {
    expect(nearest(name, Object.keys(schema))).toBe(near);
  });
});

describe('help', () => {
  it('lists properties', () => {
    expect(propertyHelp('virtio-blk-device', schema)).toBe(`virtio-blk-device options:
  cache=<none|writeback> - caching (default: writeback)
  drive=<str>            - id of the block back end (required)
  num-queues=<int>       - request queues (default: 1)
  ro=<bool>              - refuse writes (default: off)
  serial=<str>           - serial number
  size=<size>            - bytes (default: 1M)`);
    expect(propertyHelp('plain', {})).toBe('There are no options for plain.');
  });

  it('lists types', () => {
    const types = [{ name: 'virtio-rng-device', description: 'entropy' }, { name: 'uart', description: '' }];
    expect(typeHelp([{ title: 'Misc devices', types }])).toBe('Misc devices:\nuart\nvirtio-rng-device - entropy');
  });
});
