import { int, OptionError } from '@reprise/options';
import { describe, expect, it } from 'vitest';
import { optionHelp } from './help-text.ts';
import { flag, many, one, typed, verbatim } from './option.ts';
import { parseArguments } from './parse-arguments.ts';

const table = {
  M: one('NAME', verbatim, { description: 'machine', aliases: ['machine'] }),
  smp: typed('N', int({ description: 'harts', min: 1, max: 8 })),
  drive: many('FILE', (text, index) => `${index}:${text}`, { description: 'a disk image' }),
  quiet: flag({ description: 'say nothing' }),
} as const;

const nothing = { M: undefined, smp: undefined, drive: [], quiet: false };

describe('parseArguments', () => {
  it.each<[string[], object, string[]]>([
    [[], {}, []],
    [['-M', 'virt', '--smp', '4'], { M: 'virt', smp: 4 }, []],
    [['--machine', 'virt', '-smp', '0x4'], { M: 'virt', smp: 4 }, []],
    [['--smp=2', '-M=a=b,c=d'], { smp: 2, M: 'a=b,c=d' }, []],
    [['-M', '-x'], { M: '-x' }, []],
    [['--M', ''], { M: '' }, []],
    [['-drive', 'a', '--quiet', '-drive', 'b'], { drive: ['0:a', '1:b'], quiet: true }, []],
    [['file', '-quiet', 'other', '-'], { quiet: true }, ['file', 'other', '-']],
    [['--', '--quiet', '--'], {}, ['--quiet', '--']],
    [['-M', '--', 'x'], { M: '--' }, ['x']],
  ])('%j', (args, values, operands) => {
    expect(parseArguments(table, args)).toEqual({ values: { ...nothing, ...values }, operands });
  });

  it.each([
    [['--smp'], "option '--smp' needs a value: --smp N"],
    [['-smp', '9'], "option '--smp': expected an integer in 1..8, got '9'"],
    [['--smp='], "option '--smp': expected an integer in 1..8, got ''"],
    [['-M', 'a', '--machine', 'b'], "option '-M' is given twice"],
    [['--quiet=yes'], "option '--quiet' takes no value, got 'yes'"],
    [['--quiet', '--quiet'], "option '--quiet' is given twice"],
    [['--drvie', 'x'], "unknown option '--drvie', did you mean '--drive'?"],
    [['---smp', '1'], "unknown option '---smp', did you mean '--smp'?"],
    [['--nonsense'], "unknown option '--nonsense'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(table, args)).toThrow(new OptionError(message));
  });
});

it('shows options with their values and meanings', () => {
  expect(optionHelp([{ title: 'Machine', options: table }])).toBe(`Machine:
  -M NAME                     machine
  --smp N                     harts
  --drive FILE                a disk image
  --quiet                     say nothing`);
});
