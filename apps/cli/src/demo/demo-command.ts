import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '@reprise/options';
import { OutputClosed, OutputQueue } from '@reprise/vm-host';
import { parseArguments } from '../options/parse-arguments.ts';
import { helpOption } from '../recording/recording-options.ts';
import { demoSteps, shellText, type DemoCommand } from './demo-steps.ts';
import { runCommand, type Surroundings } from './run-command.ts';

const USAGE = `Usage: reprise demo

Shows what can be done with a machine that runs the same each time: boots Linux and records it, replays it, goes back in it, forks it, and
reproduces a crash of it. Takes some ten seconds, and leaves nothing behind.

Exit status: 0 if all commands did what they should, else 1.
`;

const INTRODUCTION = `Reprise runs a whole machine, a 64-bit RISC-V board with Linux, so that it can be run again and be the same to the last bit.
These commands are executed now, in a folder that is removed at the end. Typed in this order they do the same.
`;

const CLOSE = `
Next:
  ./reprise run                  a shell in that Linux; exit leaves it
  ./reprise info rec             what is in a recording
  ./reprise help                 all commands; rm -r rec fork crash removes what the above ones made
`;

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `reprise demo`: exit status 0 if every command did what it should. */
export async function demoCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments({ help: helpOption }, args);
  if (values.help) {
    process.stdout.write(USAGE);
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
    return await showSteps({ folder, output, signal: aborting.signal });
  } catch (error) {
    if (received !== undefined) return 128 + received;
    if (error instanceof OutputClosed) return 128 + constants.signals.SIGPIPE;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function showSteps(surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  output.writeText(INTRODUCTION);
  for (const [index, { title, says, commands }] of demoSteps.entries()) {
    output.writeText(`\n${index + 1}. ${title}. ${says}\n`);
    for (const command of commands) {
      if (!(await showCommand(command, surroundings))) return 1;
    }
  }
  output.writeText(CLOSE);
  await output.flush();
  return 0;
}

/** False if it did not end as it should. */
async function showCommand(command: DemoCommand, surroundings: Surroundings): Promise<boolean> {
  const { output, signal } = surroundings;
  output.writeText(`\n   $ ${shellText(command)}\n`);
  await output.flush();
  const { status, seconds, text } = await runCommand(command, surroundings);
  signal.throwIfAborted();
  const isRight = status === command.status;
  output.writeText(isRight ? `   (${seconds.toFixed(1)} s)\n` : `\n${text}\nThis ended with status ${status}, not ${command.status}, which is a defect of the emulator.\n`);
  await output.flush();
  return isRight;
}

