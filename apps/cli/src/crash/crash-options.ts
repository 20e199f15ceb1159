import { int, OptionError } from '@reprise/options';
import { flag, many, typed, verbatim, type OptionValues } from '../options/option.ts';
import { engineOption, helpOption, plantOption } from '../recording/recording-options.ts';

const MOST_BYTES = 256;

/** What is looked for on a console. */
function parseConsoleText(text: string): string {
  const { length } = Buffer.from(text);
  if (length > 0 && length <= MOST_BYTES) return text;
  throw new OptionError(`a text on the console has 1 to ${MOST_BYTES} bytes, got ${length}`);
}

/** Options of a recorded run about what counts as its crash. */
export const crashOptions = {
  symbols: many('FILE', verbatim, { description: "names of functions for backtraces: ELF or System.map; default: those of the program or of the bundled Linux" }),
  'crash-text': many('TEXT|none', parseConsoleText, { description: 'a line on the console with it is a crash; default: what Linux and OpenSBI print' }),
  budget: typed('N', int({ description: 'so many instructions without progress are a crash', min: 1 })),
  progress: many('TEXT', parseConsoleText, { description: 'a line on the console with it is progress; default: nothing is' }),
} as const;

export type CrashValues = OptionValues<typeof crashOptions>;

/** Options of `reprise crash show`. */
export const showOptions = {
  symbols: many('FILE', verbatim, { description: 'names of functions: an ELF file, or a list such as System.map, also compressed with gzip' }),
  help: helpOption,
} as const;

/** Options of `reprise crash repro`. */
export const reproOptions = {
  'from-start': flag({ description: 'execute all of the recording again, not only from the keyframe before the crash' }),
  engine: engineOption,
  plant: plantOption,
  help: helpOption,
} as const;

export type ReproValues = OptionValues<typeof reproOptions>;
