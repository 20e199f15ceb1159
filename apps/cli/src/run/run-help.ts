import { helpRow, optionHelp } from '../options/help-text.ts';
import { runSections } from './run-options.ts';

const USAGE = `Usage: reprise run [OPTIONS]              boots the bundled Linux
       reprise run [OPTIONS] FILE.elf     runs a program bare, in machine mode
       reprise run [OPTIONS] --kernel FILE [--initrd FILE] [--append TEXT]

The guest's console is stdout and stdin; on a terminal, Ctrl-A x quits. Options take one dash or two.`;

const STATUS = [
  ['the guest\'s', 'the guest powered off'],
  ['1', 'it reset the machine where that ends the run (a kernel panic), or waits for ever'],
  ['2', 'an option or a file is wrong: nothing has begun'],
  ['70', 'the emulator failed'],
  ['74', 'a disk could not be written'],
  ['124', '--insns or --wall ended it'],
  ['134', 'it crashed (--record) and would have gone on to no purpose'],
  ['130, 141, 143', 'SIGINT, nobody reads the console, SIGTERM'],
] as const;

/** The text of `reprise run --help`. */
export const runHelp = (): string =>
  [USAGE, optionHelp(runSections), `Exit status:\n${STATUS.map(([status, meaning]) => helpRow(status, meaning)).join('\n')}`].join('\n\n');
