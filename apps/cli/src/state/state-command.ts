import { OptionError } from '@reprise/options';
import { isRecording, prepareRun } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { flag, one } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { hasShell, injectWhole, openWholeInput } from '../run/console-input.ts';
import { parseCounts } from '../run/option-values.ts';
import { runConfiguration } from '../run/run-configuration.ts';
import { configurationOptions, configurationSections } from '../run/run-options.ts';

const ownOptions = {
  at: one('N,N,N', parseCounts, { description: 'instruction counts, of all harts' }),
  help: flag({ description: 'this help', aliases: ['h'] }),
} as const;

const stateOptions = { ...configurationOptions, ...ownOptions } as const;

const help = (): string => `Usage: reprise state [OPTIONS] [FILE.elf] --at N,N,N
       reprise state DIR --at N,N,N       of a recorded run

Prints the digest of the whole machine's state after N instructions, a line each: N sha256:HEX. The same configuration and input have
the same digests, everywhere and always. What the guest writes to disks is not kept. A recording has its own configuration and input:
only --engine goes with it.

${optionHelp([{ title: 'Instants', options: ownOptions }, ...configurationSections])}
`;

/** `reprise state`: returns the exit status, 1 if the run ended before it came so far. @throws OptionError */
export async function stateCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(stateOptions, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  if (values.at === undefined) throw new OptionError("'--at N,N,N' is missing: the instruction counts at which to look");
  const [operand] = operands;
  if (operand !== undefined && operands.length === 1 && isRecording(operand)) {
    return (await import('./recorded-state.ts')).printRecordedStates(operand, values.at, values.engine);
  }
  const given = runConfiguration(values, operands);
  const configuration = { ...given, drives: given.drives.map((drive) => ({ ...drive, snapshot: true })) };
  using prepared = await prepareRun(configuration, { console: { write: () => {} } });
  const { run, consoleDevice } = prepared;
  if (consoleDevice !== null) injectWhole(run, consoleDevice, hasShell(configuration), openWholeInput(values['console-input']));
  for (const icount of [...values.at].sort((a, b) => a - b)) {
    const stop = icount > run.icount ? run.runUntil({ icount }) : { reason: 'limit' as const };
    if (stop.reason !== 'limit') {
      process.stderr.write(`reprise: the run ended after ${run.icount} instructions (${stop.reason}), before ${icount}\n`);
      return stop.reason === 'internal-error' ? 70 : 1;
    }
    process.stdout.write(`${icount} ${run.digest()}\n`);
  }
  return 0;
}
