import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '@reprise/options';
import { OutputClosed, OutputQueue } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { flag } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { helpOption } from '../recording/recording-options.ts';
import { localDemo } from './local-demo.ts';
import { serviceDemo } from './service-demo.ts';

const options = { local: flag({ description: 'what one machine by itself can do: record, replay, go back in time, fork, reproduce a crash' }), help: helpOption } as const;

const help = (): string => `Usage: reprise demo [--local]

Starts the service with two workers, runs Linux on it, pauses that and resumes it on the other worker, reproduces a crash there, and forks
one boot into ten runs. Takes about a minute, prints the commands that it executes, and leaves nothing behind.

${optionHelp([{ title: 'Options', options }])}

Exit status: 0 if all did what it should, else 1.
`;

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `reprise demo`: exit status 0 if every command did what it should. */
export async function demoCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  if (operands[0] !== undefined) throw new OptionError(`unexpected argument '${operands[0]}': the demo takes none`);
  const output = new OutputQueue(process.stdout);
  const folder = mkdtempSync(join(tmpdir(), 'reprise-demo-'));
  const aborting = new AbortController();
  let received: number | undefined;
  for (const name of endingSignals) {
    process.once(name, () => {
      received = constants.signals[name];
      aborting.abort();
    });
  }
  try {
    return await (values.local ? localDemo : serviceDemo)({ folder, output, signal: aborting.signal });
  } catch (error) {
    if (received !== undefined) return 128 + received;
    if (error instanceof OutputClosed) return 128 + constants.signals.SIGPIPE;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
