import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import { openService } from '../client/open-service.ts';
import { serviceOptions } from '../client/client-options.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { note } from '../output/print.ts';
import { findCrash } from '../crashes/find-crash.ts';
import { exportRecording } from './export-recording.ts';
import { REMOTE_ID } from './is-remote.ts';

/** `~/.cache/reprise/recordings`, or where XDG_CACHE_HOME says: may be deleted at any time. */
const cacheFolder = ({ XDG_CACHE_HOME }: NodeJS.ProcessEnv): string => join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'reprise/recordings');

/**
 * A command on the folder of a recording, for a run of the service (or a crash, which is of one): the recording is brought into a folder here, and the command
 * gets that in place of the id.
 */
export const onExported = (local: () => Promise<Command>): Command => async (args) => {
  const { own, rest } = split(args);
  const { values } = parseArguments(serviceOptions, own);
  const service = openService(values);
  const reference = rest.find((argument) => REMOTE_ID.test(argument)) ?? '';
  const run = reference.startsWith('c_') ? (await findCrash(service, reference)).run : (await service.runs.get(reference)).id;
  const folder = join(cacheFolder(process.env), run);
  await exportRecording(service, run, folder);
  note(`the recording of ${run} is in ${folder}`);
  return (await local())(rest.map((argument) => (argument === reference ? folder : argument)));
};

/** --data is ours; everything else is for the command. */
function split(args: readonly string[]): { own: string[]; rest: string[] } {
  const at = args.findIndex((argument) => /^--?data(=|$)/.test(argument));
  if (at === -1) return { own: [], rest: [...args] };
  const length = args[at]?.includes('=') === true ? 1 : 2;
  return { own: args.slice(at, at + length), rest: args.toSpliced(at, length) };
}
