import { OptionError } from '@reprise/options';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../options/parse-arguments.ts';
import { runConfiguration } from './run-configuration.ts';
import { configurationOptions } from './run-options.ts';

const read = (args: readonly string[]): ReturnType<typeof runConfiguration> => {
  const { values, operands } = parseArguments(configurationOptions, args);
  return runConfiguration(values, operands);
};

describe('runConfiguration', () => {
  it('boots the bundled Linux on a machine like QEMU\'s by default', () => {
    const { guests, ...rest } = read([]);
    expect(guests).toMatch(/\/guests$/);
    expect(rest).toEqual({
      machine: 'virt', machineProperties: {}, cpu: 'rv64', memory: 256 * 2 ** 20, smp: 1, boot: { kind: 'linux' }, append: 'console=ttyS0', quietFirmware: false,
      drives: [], devices: [], globals: [], seed: 0n, rtcStart: Date.UTC(2026, 0, 1) / 1000, icountShift: 0, engine: 'jit', stopAtReset: true,
    });
  });

  it.each<[string[], object]>([
    [['--cmd', 'ls'], { boot: { kind: 'linux', command: 'ls' }, append: 'console=ttyS0 quiet loglevel=3', quietFirmware: true, stopAtReset: true }],
    [['--cmd', 'ls', '--append', 'x'], { append: 'x', quietFirmware: false }],
    [['--cmd', 'ls', '--bios', 'fw'], { boot: { kind: 'linux', command: 'ls', bios: 'fw' } }],
    [['a.elf'], { boot: { kind: 'program', file: 'a.elf' }, stopAtReset: false, quietFirmware: false }],
    [['a.elf', '--bios', 'fw', '--no-reboot'], { boot: { kind: 'program', file: 'a.elf', bios: 'fw' }, stopAtReset: true }],
    [['--kernel', 'k', '--initrd', 'i', '--append', 'a'], { boot: { kind: 'kernel', kernel: 'k', initrd: 'i' }, append: 'a', stopAtReset: false }],
    [['--kernel', 'k', '--bios', 'default'], { boot: { kind: 'kernel', kernel: 'k' } }],
    [['-M', 'virt,aclint=on', '-cpu', 'rv64,v=off', '-m', '1G', '-smp', '2'], { machine: 'virt', machineProperties: { aclint: 'on' }, cpu: 'rv64,v=off', memory: 2 ** 30, smp: 2 }],
    [['--engine', 'reference', '--seed', '5', '-icount', 'shift=1', '-rtc', 'base=1970-01-01'], { engine: 'reference', seed: 5n, icountShift: 1, rtcStart: 0 }],
  ])('%j', (args, expected) => {
    expect(read(args)).toMatchObject(expected);
  });

  it('gives a kernel of one\'s own no command line', () => {
    expect(read(['--kernel', 'k'])).not.toHaveProperty('append');
  });

  it.each([
    [['a', 'b'], "unexpected argument 'b': there is a program already, 'a'"],
    [['a', '--kernel', 'k'], "'--kernel' and a program, 'a', do not go together"],
    [['a', '--cmd', 'c'], "'--cmd' is for the bundled Linux: it does not go with a kernel or program of one's own"],
    [['--kernel', 'k', '--cmd', 'c'], "'--cmd' is for the bundled Linux: it does not go with a kernel or program of one's own"],
    [['--initrd', 'i'], "'--initrd' needs '--kernel': the bundled Linux has its own"],
  ])('refuses %j', (args, message) => {
    expect(() => read(args)).toThrow(new OptionError(message));
  });
});
