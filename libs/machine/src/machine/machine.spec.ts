import { Interrupt, pendingBits } from '@reprise/riscv';
import { decodeCanonical, encodeCanonical } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { imageOf, MachineBench } from '../testing/machine-bench.ts';

const UART = 0x1000_0000;
const CLINT = 0x0200_0000;
const PLIC = 0x0c00_0000;
const RAM = 0x8000_0000;

describe('a fresh virt', () => {
  it('has its harts at the reset vector', () => {
    const { machine } = new MachineBench({ smp: 4 });
    expect(machine.harts.map((hart) => [hart.pc, hart.privilege, hart.configuration.hartid])).toEqual([0, 1, 2, 3].map((id) => [0x1000n, 3, id]));
    expect(machine.cpus[3]?.path).toBe('/machine/soc/cpu3');
  });

  it('sends what is written to the UART to its console', () => {
    const bench = new MachineBench();
    for (const character of 'hello') bench.machine.space.write(UART, character.charCodeAt(0), 1);
    expect(bench.console).toBe('hello');
    expect([...bench.machine.receivers.keys()]).toEqual(['/machine/soc/uart0']);
  });

  it('powers off and resets', () => {
    const bench = new MachineBench();
    bench.machine.space.write(0x10_0000, 0x5555, 4);
    bench.machine.space.write(0x10_0000, 0x7777, 4);
    expect(bench.requests).toEqual(['shutdown 0', 'reset']);
  });

  it.each([0, 1, 2])('drives the pins of hart %i', (hart) => {
    const { machine: { space, harts }, clock, timers } = new MachineBench({ smp: 3 });
    const mip = (): number[] => harts.map(pendingBits);
    const only = (...pins: number[]): number[] => [0, 1, 2].map((index) => (index === hart ? pins.reduce((bits, pin) => bits | (1 << pin), 0) : 0));
    expect(mip()).toEqual([0, 0, 0]);
    space.write(CLINT + 4 * hart, 1, 4);
    expect(mip()).toEqual(only(Interrupt.MACHINE_SOFTWARE));
    space.write64(CLINT + 0x4000 + 8 * hart, 5n);
    clock.set(500);
    timers.fire(500);
    expect(mip()).toEqual(only(Interrupt.MACHINE_SOFTWARE, Interrupt.MACHINE_TIMER));
    space.write(CLINT + 4 * hart, 0, 4);
    space.write(PLIC + 4 * 10, 1, 4);
    space.write(PLIC + 0x2000 + 0x80 * (2 * hart + 1), 1 << 10, 4);
    space.write(UART + 1, 2, 1); // the transmitter is empty
    expect(mip()).toEqual(only(Interrupt.MACHINE_TIMER, Interrupt.SUPERVISOR_EXTERNAL));
    space.write(PLIC + 0x2000 + 0x80 * (2 * hart), 1 << 10, 4);
    expect(mip()).toEqual(only(Interrupt.MACHINE_TIMER, Interrupt.SUPERVISOR_EXTERNAL, Interrupt.MACHINE_EXTERNAL));
  });
});

describe('reset', () => {
  it('brings back harts, devices and what was loaded, and leaves the rest of RAM', () => {
    const { machine } = new MachineBench({ kernel: imageOf('program', 1, 2, 3, 4) });
    const before = machine.save();
    machine.harts[0]?.setX(5, 7n);
    machine.space.write(RAM, 0, 4);
    machine.space.write(RAM + 0x1000, 9, 4);
    machine.space.write(CLINT, 1, 4);
    machine.space.write(0x1000, 0, 4);
    expect(machine.save()).not.toEqual(before);
    machine.reset();
    expect(machine.save()).toEqual(before);
    expect([machine.space.read(RAM, 4), machine.space.read(RAM + 0x1000, 4)]).toEqual([0x0403_0201, 9]);
    expect(machine.space.read(0x1000, 4)).toBe(0x297);
  });
});

describe('state', () => {
  it('of one machine makes another one like it', () => {
    const [first, second] = [new MachineBench({ smp: 2 }), new MachineBench({ smp: 2 })];
    const { machine } = first;
    expect(second.machine.save()).toEqual(machine.save());
    machine.harts[1]?.setX(31, 0xdead_beefn);
    machine.space.write(CLINT + 4, 1, 4);
    machine.space.write(UART + 7, 0x5a, 1);
    const saved = decodeCanonical(encodeCanonical(machine.save()));
    second.machine.load(saved);
    expect(second.machine.save()).toEqual(machine.save());
    expect(second.machine.harts.map(pendingBits)).toEqual([0, 1 << Interrupt.MACHINE_SOFTWARE]);
    expect(second.machine.space.read(UART + 7, 1)).toBe(0x5a);
  });

  it('of another machine is refused', () => {
    const { machine } = new MachineBench({ smp: 2 });
    expect(() => machine.load(new MachineBench({ smp: 1 }).machine.save())).toThrow('/machine/soc/cpu1: its state is missing');
  });
});

describe('describe', () => {
  const describe_ = (...given: ConstructorParameters<typeof MachineBench>) => new MachineBench(...given).machine.describe();

  it('is the same for the same machine, whatever its files are called', () => {
    expect(describe_({ kernel: imageOf('a', 1, 2) })).toEqual(describe_({ kernel: imageOf('b', 1, 2) }));
    expect(describe_({ machineProperties: { aclint: 'off' } })).toEqual(describe_());
    expect(() => encodeCanonical(describe_())).not.toThrow();
  });

  it.each([
    { kernel: imageOf('a', 1, 3) }, { globals: [{ type: 'virtio-mmio', property: 'force-legacy', value: true }] }, { rtcStart: 5 }, { netdevs: [{ id: 'n', type: 'none' }] }, { bios: imageOf('a', 1, 2), kernel: undefined }, { smp: 2 }, { seed: 2n }, { append: 'quiet' }, { machineProperties: { aclint: 'on' } },
  ])('differs with %o', (change) => {
    const base = { kernel: imageOf('a', 1, 2) };
    expect(describe_({ ...base, ...change } as object)).not.toEqual(describe_(base));
  });
});
