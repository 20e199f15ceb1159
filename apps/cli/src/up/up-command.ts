import { userInfo } from 'node:os';
import { OptionError } from '@reprise/options';
import { optionHelp } from '../options/help-text.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { ComponentFailed } from './supervise/component.ts';
import { startStack } from './start-stack.ts';
import { defaultDataFolder, upOptions } from './up-options.ts';

const help = (): string => `Usage: reprise up [OPTIONS]

Starts the service on this machine: Redis, a control plane, workers, and a store in the data folder. Prints the address of the API, and the first
time the key; the other commands find both by themselves. Ctrl-C stops everything: runs are stored, and go on when it is started again.

${optionHelp([{ title: 'Options', options: upOptions }])}

Environment, each instead of something embedded: REDIS_URL, DATABASE_URL (postgres://..), OBJECT_STORE (s3://BUCKET/PREFIX?endpoint=URL, with AWS's
variables). What a part writes is in DIR/logs.

Exit status: 0 stopped by Ctrl-C or SIGTERM; 1 a part did not start; 2 an option is wrong, or another \`reprise up\` has DIR.
`;

/** `reprise up`: returns the exit status when it was told to stop. @throws OptionError */
export async function upCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(upOptions, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  if (operands[0] !== undefined) throw new OptionError(`unexpected argument '${operands[0]}': up takes none`);
  const { workers = 2, port = 7700, data = defaultDataFolder(process.env) } = values;
  const stop = new AbortController();
  const hurry = new AbortController();
  const onSignal = (): void => (stop.signal.aborted ? hurry.abort() : stop.abort());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    const stack = await startStack({ workers, port, data, environment: process.env, isRoot: userInfo().uid === 0, say }, stop.signal);
    if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
    say('stopping: workers store what they run (again Ctrl-C: at once)');
    await stack.stop(hurry.signal);
    say('stopped');
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if (!(error instanceof ComponentFailed)) throw error;
    process.stderr.write(`reprise: ${error.message}\n`);
    return 1;
  }
}

const say = (line: string): void => void process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${line}\n`);
