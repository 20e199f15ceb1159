import { link, ObjectError } from '@reprise/qom';
import { int, OptionError, propertyHelp, string } from '@reprise/options';
import { array, bytes, flag, StateError, u32, u8 } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import {
  type BlockBackend, connect, createDevice, defineDevice, type Device, DeviceBench, type DeviceEnvironment, registerDevices, resetDevices, type RegisterView,
} from './index.ts';
import { infoQtree } from './qtree.ts';

// A latch whose output follows its input from then on, for chains of devices.
const latch = defineDevice({
  name: 'demo-latch',
  description: 'remembers that its input was high',
  properties: { invert: int({ default: 0, max: 1, description: 'low instead of high' }), peer: link('device', { description: 'another one' }) },
  state: { seen: flag(), changes: u32() },
  mmio: [{ name: 'latch', size: 4, registers: [{ at: 0, name: 'SEEN', field: 'seen' }] }],
  irq: (s, dev) => s.seen !== (dev.props.invert === 1),
  inputs: {
    in: {
      set: (s, level) => {
        s.changes++;
        s.seen ||= level;
      },
    },
  },
});

/** A chain of latches, the output of each being the input of the next, on the board of a bench. */
function chain(length: number) {
  const bench = new DeviceBench(latch);
  const all: Device[] = [bench.device];
  const root = bench.device.root;
  const env: DeviceEnvironment = { ...environmentOf(bench) };
  for (let index = 1; index < length; index++) {
    const device = root.addChild(`latch${index}`, createDevice(bench.registry, 'demo-latch'));
    device.realize(env);
    const before = all.at(-1);
    if (before) connect(before, 'irq', 0, device, 'in', 0);
    all.push(device);
  }
  resetDevices(all);
  return { bench, all, levels: () => all.map((device) => device.outputLevel('irq')) };
}

function environmentOf(bench: DeviceBench): DeviceEnvironment {
  return { clock: bench.clock, timers: bench.timers, dma: bench.device.dma, system: bench.device.system, allocateBlock: () => bench.ram, trace: null };
}

describe('lines', () => {
  it('carry a change through devices', () => {
    const { bench, all, levels } = chain(4);
    bench.setInput('in', true);
    expect(levels()).toEqual([true, true, true, true]);
    resetDevices(all);
    expect(levels()).toEqual([false, false, false, false]);
  });

  it('tell an input only of changes, also after a restore', () => {
    const { bench, all } = chain(2);
    const changes = () => all.map(({ stateTree }) => stateTree);
    bench.setInput('in', true);
    bench.setInput('in', true);
    for (const device of all) device.driveOutputs(true);
    expect(changes()).toEqual([{ seen: true, changes: 1 }, { seen: true, changes: 1 }]);
    const saved = all.map((device) => device.save());
    const other = chain(2);
    other.all.forEach((device, index) => device.load(saved[index] ?? null));
    for (const device of other.all) device.driveOutputs(true);
    expect(other.all.map((device) => device.save())).toEqual(saved);
  });

  it('that are high after a reset are told to their inputs', () => {
    const bench = new DeviceBench(latch, { properties: { invert: 1 } });
    const second = bench.device.root.addChild('second', createDevice(bench.registry, 'demo-latch'));
    second.realize(environmentOf(bench));
    connect(bench.device, 'irq', 0, second, 'in', 0);
    for (const order of [[bench.device, second], [second, bench.device]]) {
      resetDevices(order);
      expect(second.stateTree).toEqual({ seen: true, changes: 1 });
    }
  });

  it.each<[string, (device: Device) => unknown, string]>([
    ['an unknown output', (d) => d.connectOutput('irg', 0, d.input('in')), "unknown output 'irg' of 'demo-latch', did you mean 'irq'?"],
    ['an output line beyond the last', (d) => d.connectOutput('irq', 1, d.input('in')), "output 'irq' has 1 lines, there is no line 1"],
    ['an unknown input', (d) => d.input('on'), "unknown input 'on' of 'demo-latch'"],
    ['an input line beyond the last', (d) => d.input('in', 1), "input 'in' has 1 lines, there is no line 1"],
    ['an unknown timer', (d) => d.timer('t'), "unknown timer 't' of 'demo-latch'"],
    ['an unknown region', (d) => d.region('lacth'), "unknown region 'lacth' of 'demo-latch', did you mean 'latch'?"],
    ['memory that is none', (d) => d.block('latch'), "region 'latch' of /device is not memory"],
    ['back ends once it is realized', (d) => d.setBackends({}), 'back ends of /device cannot be set any more'],
  ])('%s is an error of the board', (_what, act, message) => expect(() => act(new DeviceBench(latch).device)).toThrow(message));
});

describe('a device', () => {
  const checked = defineDevice({
    name: 'demo-checked',
    description: 'wants a drive of whole sectors',
    properties: { label: string({ default: 'none', description: 'a label' }) },
    state: { sector: u32(), buffer: bytes(512), failed: flag(), command: u8(0xff) },
    backends: ['drive', 'rng', 'netdev'],
    mmio: [
      { name: 'regs', size: 16, valid: { min: 4, max: 4 }, registers: [
        { at: 0, name: 'READ', write: (s, sector, dev) => { s.sector = sector; s.failed = !(dev.drive?.read(sector * 512, s.buffer) ?? false); } },
        { at: 4, name: 'FAILED', field: 'failed', write: () => {} },
        { at: 8, name: 'SEED', read: () => 0, then: (s, dev) => dev.rng.fill(s.buffer) },
        { at: 12, name: 'FIRST', read: (s) => s.buffer[0] ?? 0 },
      ] },
      { name: 'buffer', size: 512, impl: { max: 1 }, ops: {
        read: (s, offset) => s.buffer[offset] ?? 0,
        write: (s, offset, value) => { s.buffer[offset] = value; },
        peek: (s, offset) => s.buffer[offset],
      } },
      { name: 'sram', size: 4096, backing: 'ram' },
      { name: 'boot', size: 4096, backing: 'rom' },
      { name: 'flash', size: 4096, backing: 'romd', romdMode: (s) => s.command === 0xff, registers: [
        { at: 0, size: 1, name: 'COMMAND', count: 4096, write: (s, value) => { s.command = value; }, read: () => 0x80 },
      ] },
    ],
    realize: (_s, dev) => {
      if (dev.drive && dev.drive.size % 512 !== 0) throw new OptionError('the drive must have whole sectors of 512 bytes');
    },
    receiveFrame: (s, frame) => {
      s.buffer.set(frame.subarray(0, 512));
      return true;
    },
  });
  const drive = (size: number): BlockBackend => ({
    size,
    readonly: true,
    read: (offset, into) => {
      into.fill(offset / 512 + 1);
      return offset + into.length <= size;
    },
    write: () => false,
    flush: () => true,
  });

  it('reaches its back ends', () => {
    const bench = new DeviceBench(checked, { backends: { drive: drive(1024), rng: { fill: (into) => void into.fill(7) } } });
    bench.write(0, 1);
    expect([bench.read(12), bench.read(4), bench.read(0, 4, 1)]).toEqual([2, 0, 0x0202_0202]);
    bench.write(0, 2);
    expect(bench.read(4)).toBe(1);
    bench.read(8);
    expect(bench.read(12)).toBe(7);
    expect([bench.device.receiveFrame(Uint8Array.of(9)), bench.read(12), bench.device.receive(Uint8Array.of(1)), bench.device.canReceiveFrame()]).toEqual([true, 9, 0, true]);
  });

  it('works without back ends', () => {
    const bench = new DeviceBench(checked);
    bench.write(0, 0);
    expect([bench.read(4), bench.read(8), bench.read(12)]).toEqual([1, 0, 0]);
    expect(bench.write(4, 1, 2)).toBe('access-error');
  });

  it('has memory of its own', () => {
    const bench = new DeviceBench(checked);
    bench.write(8, 5, 4, 2);
    bench.device.block('boot').write(0, 42, 1);
    bench.device.block('flash').write(1, 43, 1);
    expect([bench.read(8, 4, 2), bench.write(0, 1, 4, 3), bench.read(0, 4, 3), bench.read(1, 1, 4)]).toEqual([5, 'ok', 42, 43]);
    bench.write(1, 0x90, 1, 4);
    expect(bench.read(1, 1, 4)).toBe(0x80);
    const other = new DeviceBench(checked);
    other.load(bench.save());
    expect(other.read(1, 1, 4)).toBe(0x80);
    bench.reset();
    expect(bench.read(1, 1, 4)).toBe(43);
  });

  it('checks its configuration when it is realized', () => {
    expect(() => new DeviceBench(checked, { backends: { drive: drive(1000) } })).toThrow('whole sectors');
    expect(() => new DeviceBench(checked, { properties: { lable: 'x' } })).toThrow("unknown property 'lable' of 'demo-checked', did you mean 'label'?");
    const bench = new DeviceBench(checked);
    const loose = createDevice(bench.registry, 'demo-checked');
    expect(() => loose.realize(environmentOf(bench))).toThrow(ObjectError);
    expect(() => loose.now()).toThrow('is not realized');
    expect(() => createDevice(bench.registry, 'container')).toThrow("'container' is not a device");
    expect(() => registerDevices(bench.registry, [checked])).toThrow("'demo-checked' is registered twice");
  });

  it('shows its registers and its memory to a debugger without changing', () => {
    const bench = new DeviceBench(checked, { backends: { drive: drive(1024) } });
    bench.write(0, 0);
    const before = bench.save();
    const views: RegisterView[] = [...bench.device.registers()].filter(({ region }) => region === 'regs');
    expect(views.map(({ name, offset, value }) => [name, offset, value])).toEqual([['READ', 0, null], ['FAILED', 4, 0], ['SEED', 8, 0], ['FIRST', 12, 1]]);
    expect(bench.device.region('buffer').port?.ops.peek?.(3, 1)).toBe(1);
    expect(bench.save()).toEqual(before);
  });

  it('describes itself', () => {
    const bench = new DeviceBench(checked, { properties: { label: 'a' } });
    expect(propertyHelp('demo-checked', bench.registry.properties('demo-checked'))).toBe(`demo-checked options:
  drive=<str>  - id of the block back end
  label=<str>  - a label (default: none)
  netdev=<str> - id of the network back end
  rng=<str>    - id of the entropy source`);
    expect(infoQtree(bench.device.root)).toContain('bus: main-system-bus\n  type System\n  dev: demo-checked, id "device"\n    drive = ""\n    rng = ""\n    netdev = ""\n    label = a\n    mmio 0000000000000000/0000000000000010\n');
  });
});

describe('saved devices', () => {
  const many = defineDevice({
    name: 'demo-many',
    description: 'inputs and timers to save',
    state: { lines: array(u8(), 3) },
    inputs: { in: { count: 3, set: (s, level, _dev, i) => { s.lines[i] = Number(level); } } },
    timers: { one: () => {}, two: () => {} },
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another type', { type: 'x' }, "/device: expected the state of 'demo-many', got 'x'"],
    ['a line too few', { inputs: { in: new Uint8Array(2) } }, '/device.inputs.in: expected the levels of 3 lines'],
    ['a level that is none', { inputs: { in: Uint8Array.of(0, 2, 0) } }, '/device.inputs.in'],
    ['no levels', { inputs: {} }, '/device.inputs.in'],
    ['an unknown input', { inputs: { in: new Uint8Array(3), on: new Uint8Array(1) } }, '/device.inputs.on: there is no such input'],
    ['an unknown timer', { timers: { three: 1 } }, '/device.timers.three: there is no such timer'],
    ['a deadline that is none', { timers: { one: -1 } }, '/device.timers.one: expected 0..'],
    ['a part too much', { extra: 1 }, '/device.extra: there is no such part'],
  ])('are refused with %s, and nothing is changed', (_what, change, message) => {
    const bench = new DeviceBench(many);
    bench.setInput('in', true, 1);
    bench.device.timer('one').set(5);
    const before = bench.device.save();
    const load = (): void => bench.device.load({ ...before, ...change } as typeof before);
    expect(load).toThrow(StateError);
    expect(load).toThrow(message);
    expect(bench.device.save()).toEqual(before);
  });

  it('bring their timers along', () => {
    const [first, second] = [new DeviceBench(many), new DeviceBench(many)];
    first.device.timer('two').set(7);
    second.device.timer('one').set(3);
    second.load(first.save());
    expect(second.timers.save()).toEqual({ '/device:two': 7 });
  });
});
