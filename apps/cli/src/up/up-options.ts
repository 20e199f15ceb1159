import { homedir } from 'node:os';
import { join } from 'node:path';
import { int } from '@reprise/options';
import { one, typed, verbatim } from '../options/option.ts';
import { helpOption } from '../recording/recording-options.ts';

/** Where a stack on this machine keeps everything, unless that is said. */
export const defaultDataFolder = ({ REPRISE_DATA, XDG_DATA_HOME }: NodeJS.ProcessEnv): string =>
  nonEmpty(REPRISE_DATA) ?? join(nonEmpty(XDG_DATA_HOME) ?? join(homedir(), '.local/share'), 'reprise');

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

export const upOptions = {
  workers: typed('N', int({ description: 'workers on this machine, default 2', min: 0, max: 64, default: 2 })),
  data: one('DIR', verbatim, { description: 'where everything is kept, default $REPRISE_DATA or ~/.local/share/reprise' }),
  port: typed('P', int({ description: 'port of the API on 127.0.0.1, default 7700; 0 = any that is free', min: 0, max: 65_535, default: 7700 })),
  help: helpOption,
} as const;
