import { existsSync } from 'node:fs';
import type { Command } from '../command.ts';

/** The id of a run or a crash of the service, or its beginning: what no folder is called by chance. */
export const REMOTE_ID = /^[rc]_[0-9a-f]{4,32}$/;

type Load = () => Promise<Command>;

/** Do these arguments name a run or a crash of the service, rather than a folder of this machine? */
export const isRemote = (args: readonly string[]): boolean => args.some((argument) => REMOTE_ID.test(argument) && !existsSync(argument));

const HELP: ReadonlySet<string> = new Set(['--help', '-help', '-h', '--h']);
const asksForHelp = (args: readonly string[]): boolean => args.some((argument) => HELP.has(argument));

/** One command for recordings in folders and for runs of the service, told apart by what it is given. Help is of both. */
export const localOrRemote = (local: Load, remote: Load): Load => async () => async (args) => {
  if (isRemote(args)) return (await remote())(args);
  const status = await (await local())(args);
  if (!asksForHelp(args)) return status;
  process.stdout.write('\nOf a run or a crash of the service:\n\n');
  return (await remote())(['--help']);
};

/** A command on a recording that takes a run or a crash of the service as well: its recording is fetched first. */
export const localOrExported = (local: Load): Load => async () => async (args) => {
  if (isRemote(args)) return (await import('./exported.ts')).onExported(local)(args);
  const status = await (await local())(args);
  if (asksForHelp(args)) process.stdout.write('\nDIR may also be the id of a run or a crash of the service, or its beginning: its recording is fetched first (--data DIR as of reprise ps).\n');
  return status;
};
