import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { hwDevices } from './hw-devices.ts';
import { disturb } from './testing/fuzz.ts';

describe.each(hwDevices.map((type) => ({ name: type.name, type })))('$name', ({ type }) => {
  it('is like new after a reset, whatever was done to it', () => {
    const bench = new DeviceBench(type);
    const fresh = bench.save();
    disturb(bench, { seed: 5, steps: 500 });
    for (const [name, count] of bench.device.inputCounts) for (let index = 0; index < count; index++) bench.setInput(name, false, index);
    bench.reset();
    expect(bench.save()).toEqual(fresh);
  });

  it.each([1, 2, 3])('shows its registers without changing them (seed %i)', (seed) => {
    const bench = new DeviceBench(type);
    disturb(bench, { seed, steps: 300 });
    const before = [bench.save(), bench.requests.length, bench.sent.length];
    const views = [...bench.device.registers()];
    expect([...bench.device.registers()]).toEqual(views);
    expect([bench.save(), bench.requests.length, bench.sent.length]).toEqual(before);
  });

  it('says what it is', () => {
    expect(type.definition.description).toMatch(/^[A-Za-z0-9].{9,}[^.]$/);
    for (const [name, property] of Object.entries(type.info.properties ?? {})) expect(property.description, name).not.toBe('');
  });
});

it('has each name once', () => {
  expect(new Set(hwDevices.map(({ name }) => name)).size).toBe(hwDevices.length);
});
