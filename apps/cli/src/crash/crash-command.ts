import { OptionError, unknownName } from '@reprise/options';
import { optionHelp } from '../options/help-text.ts';
import { flag, many, verbatim } from '../options/option.ts';
import { parseArguments, type ParsedArguments } from '../options/parse-arguments.ts';
import { reproCrash } from './repro-crash.ts';
import { showCrash } from './show-crash.ts';

const help = { help: flag({ description: 'this help', aliases: ['h'] }) } as const;

const showOptions = {
  symbols: many('FILE', verbatim, { description: 'names of functions: an ELF file, or a list such as System.map, also compressed with gzip' }),
  ...help,
} as const;

const reproOptions = {
  'from-start': flag({ description: 're-execute all of the recording, not only from the keyframe before the crash' }),
  ...help,
} as const;

const USAGE = `Usage: reprise crash show DIR [--symbols FILE]    what crashed: cause, registers and backtrace of every hart
       reprise crash repro DIR [--from-start]     re-executes it, and sees that it comes to the same state

DIR is a recording, as \`reprise run --record DIR\` makes it. The exit status of repro is 0 if the state is the same, else 1.

${optionHelp([{ title: 'show', options: showOptions }, { title: 'repro', options: reproOptions }])}
`;

/** `reprise crash show|repro DIR`: returns the exit status. @throws OptionError */
export async function crashCommand([what, ...args]: readonly string[]): Promise<number> {
  switch (what) {
    case 'show': {
      const parsed = parseArguments(showOptions, args);
      return parsed.values.help ? printHelp() : showCrash(folderOf(what, parsed), parsed.values.symbols);
    }
    case 'repro': {
      const parsed = parseArguments(reproOptions, args);
      return parsed.values.help ? printHelp() : reproCrash(folderOf(what, parsed), parsed.values['from-start']);
    }
    case undefined:
      throw new OptionError("'crash' needs to know what to do: show or repro");
    case '--help': case '-help': case '-h':
      return printHelp();
    default:
      throw unknownName('command', `crash ${what}`, ['crash show', 'crash repro']);
  }
}

function folderOf(what: string, { operands: [folder, unexpected] }: ParsedArguments<unknown>): string {
  if (folder === undefined) throw new OptionError(`'crash ${what}' needs the folder of a recording`);
  if (unexpected !== undefined) throw new OptionError(`unexpected argument '${unexpected}': there is a folder already, '${folder}'`);
  return folder;
}

function printHelp(): number {
  process.stdout.write(USAGE);
  return 0;
}
