import { OptionError, unknownName } from '@reprise/options';
import { optionHelp } from '../options/help-text.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { recordingOperand } from '../recording/recording-options.ts';
import { reproOptions, showOptions } from './crash-options.ts';
import { reproCrash } from './repro-crash.ts';
import { showCrash } from './show-crash.ts';

const USAGE = `Usage: reprise crash show DIR [--symbols FILE]    what crashed: cause, registers and backtrace of every hart
       reprise crash repro DIR [--from-start]     executes it again, and sees that it comes to the same state

DIR is a recording, as \`reprise run --record DIR\` makes it. The exit status of repro is 0 if the state is the same, else 1.

${optionHelp([{ title: 'show', options: showOptions }, { title: 'repro', options: reproOptions }])}
`;

/** `reprise crash show|repro DIR`: returns the exit status. @throws OptionError */
export async function crashCommand([what, ...args]: readonly string[]): Promise<number> {
  switch (what) {
    case 'show': {
      const parsed = parseArguments(showOptions, args);
      return parsed.values.help ? printHelp() : showCrash(recordingOperand(`crash ${what}`, parsed.operands), parsed.values.symbols);
    }
    case 'repro': {
      const parsed = parseArguments(reproOptions, args);
      return parsed.values.help ? printHelp() : reproCrash(recordingOperand(`crash ${what}`, parsed.operands), parsed.values);
    }
    case undefined:
      throw new OptionError("'crash' needs to know what to do: show or repro");
    case '--help': case '-help': case '-h':
      return printHelp();
    default:
      throw unknownName('command', `crash ${what}`, ['crash show', 'crash repro']);
  }
}

function printHelp(): number {
  process.stdout.write(USAGE);
  return 0;
}
