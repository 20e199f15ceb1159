import { OptionError } from '@reprise/options';
import { exitStatus, loadRecordings, OutputFile, type RunPorts } from '@reprise/vm-host';
import { RecordedCrash } from '../crash/recorded-crash.ts';
import { optionHelp } from '../options/help-text.ts';
import { parseArguments, type ParsedArguments } from '../options/parse-arguments.ts';
import { projectFile } from '../project-file.ts';
import { engineOption, instant, recordingOperand } from '../recording/recording-options.ts';
import { describeEnd } from '../run/describe-end.ts';
import { execute, type Opened } from '../run/execute.ts';
import { closingOnError, recordedConsole } from '../run/recorded-source.ts';
import { sessionOptions, sessionSections } from '../run/run-options.ts';

const ownOptions = { at: instant('the instruction from which to go on'), engine: engineOption } as const;
const options = { ...sessionOptions, ...ownOptions } as const;
type Values = ParsedArguments<typeof options>['values'];

const help = (): string => `Usage: reprise fork DIR --at N --record DIR2 [OPTIONS]

Goes on from an instant of a recorded run as a new run, which is recorded in DIR2 and needs DIR no more. What was typed after that instant
is forgotten; what is typed now comes from --console-input, which also takes the place of what was typed before and not read yet, or from
a terminal. DIR stays as it is.

${optionHelp([{ title: 'Where', options: ownOptions }, ...sessionSections])}

Exit status: as of reprise run.
`;

/** `reprise fork`: returns the exit status. @throws OptionError, and what is wrong with the recording */
export async function forkCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const path = recordingOperand('fork', operands);
  const { at, record } = values;
  if (at === undefined) throw new OptionError("'--at N' is missing: the instruction from which to go on");
  if (record === undefined) throw new OptionError("'--record DIR2' is missing: where the new run is recorded");
  const { OpenedRecording } = await loadRecordings();
  const parent = await OpenedRecording.open(path);
  const { start, end: last } = parent.recording;
  if (at < start.icount || at > last.icount) throw new OptionError(`'--at ${at}': the recording has the instructions ${start.icount} to ${last.icount}`);
  using report = values.json === undefined ? undefined : OutputFile.create(`'${values.json}'`, values.json);
  const source = {
    open: (ports: RunPorts) => fork(parent, at, record, values, ports),
    hasShell: parent.folder.configuration.hasShell,
    readsStdin: values['console-input'] === undefined && process.stdin.isTTY,
  };
  const executed = await execute(source, values, report !== undefined);
  report?.commit(`${JSON.stringify(executed.result, null, 2)}\n`);
  for (const line of describeEnd(executed, record)) process.stderr.write(`reprise: ${line}\n`);
  return exitStatus(executed.end);
}

type Parent = Awaited<ReturnType<Awaited<ReturnType<typeof loadRecordings>>['OpenedRecording']['open']>>;

async function fork(parent: Parent, at: number, record: string, values: Values, ports: RunPorts): Promise<Opened> {
  const { FolderRecording } = await loadRecordings();
  const crash = new RecordedCrash(values);
  const { console, options: recordingOptions } = recordedConsole({ ...ports, console: crash.tap(ports.console) }, values['keyframe-every']);
  // What the parent's guest wrote on the way to the instant is not this run's.
  let isBegun = false;
  const write = (byte: number): void => {
    if (isBegun) console.write(byte);
  };
  const prepared = parent.makeRun({ ...ports, console: { write } }, values.engine);
  return closingOnError(prepared, async () => {
    const recording = await FolderRecording.fork(record, parent, await parent.replay(prepared), at, recordingOptions);
    isBegun = true;
    const { consoleDevice: device, run } = prepared;
    if (values['console-input'] !== undefined && device !== null) run.inject({ kind: 'discard', device });
    return { prepared, recording, guard: await crash.guard(prepared, recording, parent.folder.configuration.hasShell ? projectFile('guests') : null) };
  });
}
