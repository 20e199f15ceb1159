import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { OptionError } from '@reprise/options';
import { parseArguments } from '../options/parse-arguments.ts';
import { projectFile } from '../project-file.ts';
import { helpOption } from '../recording/recording-options.ts';
import type { Command } from '../command.ts';

const about = {
  'control-plane': `Starts a control plane: the API, by default on 127.0.0.1:7700. Any number of them serve one record.

Environment:
  REDIS_URL                   redis://HOST:PORT
  DATABASE_URL                postgres://.., or pglite:FOLDER for a record in this process
  OBJECT_STORE                file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL, with AWS's variables
  REPRISE_WORKER_TOKEN        the secret that workers and control planes share
  HOST, PORT                  where it listens
`,
  worker: `Starts a worker: it takes runs that wait, and executes them. SIGTERM stores what it has, for others to go on with.

Environment:
  CONTROL_PLANE_URL           http://HOST:PORT, or several with commas between
  REDIS_URL                   redis://HOST:PORT
  OBJECT_STORE                file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL, with AWS's variables
  REPRISE_WORKER_TOKEN        the secret that workers and control planes share
`,
} as const;

/** A worker starts a process for each VM: it is bundled where the command is, for these to start fast. */
const isBundled = new URL('.', import.meta.url).pathname.endsWith('/bundle/');
const modules = { 'control-plane': 'apps/control-plane/dist/main.js', worker: `apps/worker/${isBundled ? 'bundle' : 'dist'}/main.js` } as const;

/** `reprise control-plane`, `reprise worker`: the application in this process, configured by its environment. */
export const partCommand = (name: keyof typeof about): Command => async (args) => {
  const { values, operands } = parseArguments({ help: helpOption }, args);
  if (values.help) {
    process.stdout.write(`Usage: reprise ${name}\n\n${about[name]}`);
    return 0;
  }
  if (operands[0] !== undefined) throw new OptionError(`unexpected argument '${operands[0]}': ${name} is configured by its environment (reprise ${name} --help)`);
  const main = projectFile(modules[name]);
  if (!existsSync(main)) throw new OptionError(`${main} is not there: ./reprise builds it`);
  // Under `reprise up`: whoever started it is gone when the channel is.
  if (process.channel) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
  await import(pathToFileURL(main).href);
  return Number(process.exitCode ?? 0);
};
