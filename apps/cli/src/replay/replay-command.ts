import { OptionError } from '@reprise/options';
import { Divergence } from '@reprise/replay';
import type { Instant } from '@reprise/vm';
import { loadRecordings, OutputQueue, type OpenedRecording } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { flag } from '../options/option.ts';
import { parseArguments, type ParsedArguments } from '../options/parse-arguments.ts';
import { counted, grouped } from '../recording/numbers.ts';
import { nextTurn, Progress } from '../recording/progress.ts';
import { engineOption, helpOption, instant, plantOption, recordingOperand } from '../recording/recording-options.ts';

const options = {
  to: instant('replay up to this instruction, default all'),
  console: flag({ description: 'show what the guest writes to its console' }),
  digests: flag({ description: 'print each digest that was checked: N sha256:HEX' }),
  engine: engineOption,
  plant: plantOption,
  help: helpOption,
} as const;

const help = (): string => `Usage: reprise replay DIR [OPTIONS]

Executes a recorded run again, from its start, with the input that it had, and checks that all its states are those recorded: every digest
of the whole machine, and every check of harts and devices in between. Before that, every file of the recording is checked.

${optionHelp([{ title: 'Options', options }])}

Exit status: 0 all is the same; 1 the replay differs; 2 an option is wrong; 65 the recording is damaged.
`;

/** `reprise replay`: returns the exit status. @throws OptionError, and what is wrong with the recording */
export async function replayCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const path = recordingOperand('replay', operands);
  const { OpenedRecording } = await loadRecordings();
  const opened = await OpenedRecording.open(path);
  const { recording } = opened;
  for (const { start } of recording.segments) await recording.console(start.number);
  const { end } = recording;
  if (values.to !== undefined && (values.to > end.icount || values.to < recording.start.icount)) {
    throw new OptionError(`'--to ${values.to}': the recording has the instructions ${recording.start.icount} to ${end.icount}`);
  }
  try {
    await replay(opened, values);
    return 0;
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    process.stderr.write(`reprise: ${error.message}\nreprise: 'reprise bisect ${path}' finds where\n`);
    return 1;
  }
}

/** @throws Divergence */
async function replay(opened: OpenedRecording, values: ParsedArguments<typeof options>['values']): Promise<void> {
  const { recording } = opened;
  const target = values.to ?? recording.end.icount;
  const output = new OutputQueue(process.stdout);
  const nowhere = { write: () => {} };
  using prepared = opened.makeRun({ console: values.console ? output : nowhere, fault: values.plant }, values.engine);
  const { run } = prepared;
  const progress = new Progress();
  const started = performance.now();
  const breathe = async (): Promise<void> => {
    progress.show(() => `${grouped(run.icount)} of ${grouped(target)} instructions`);
    await output.flush();
    await nextTurn();
  };
  const onDigest = ({ icount }: Instant, digest: string): void => output.writeText(`${icount} ${digest}\n`);
  const replayer = await opened.replay(prepared, { breathe, ...(values.digests && { onDigest }) });
  try {
    await replayer.runTo(values.to ?? recording.end);
  } finally {
    progress.clear();
    await output.flush();
  }
  const wallMs = performance.now() - started;
  const last = recording.segments.filter(({ end }) => end.icount <= target).length;
  const instructions = run.icount - recording.start.icount;
  process.stderr.write(`reprise: replayed ${counted(instructions, 'instruction')} in ${(wallMs / 1000).toFixed(1)} s: every state checked (${counted(last, 'digest')}) is that recorded\n`);
  if (values.to !== undefined) process.stdout.write(`${run.icount} ${run.digest()}\n`);
}
