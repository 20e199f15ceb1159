import { exitStatus, OutputFile, readBootFiles, type RunConfiguration } from '@reprise/vm-host';
import { OptionError } from '@reprise/options';
import { parseArguments } from '../options/parse-arguments.ts';
import { describeEnd } from './describe-end.ts';
import { hasShell } from './console-input.ts';
import type { RunSource } from './execute.ts';
import { runConfiguration } from './run-configuration.ts';
import { runHelp } from './run-help.ts';
import { recordingOptions, runOptions, type RunValues } from './run-options.ts';

/** A disk could not be written: EX_IOERR of sysexits.h. */
const IO_ERROR = 74;

/** `reprise run`: returns the exit status. @throws OptionError for what is wrong with options and files; then nothing has begun */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(runOptions, args);
  const help = values.help ? runHelp() : await typeHelp(values);
  if (help !== null) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const configuration = runConfiguration(values, operands);
  using report = values.json === undefined ? undefined : OutputFile.create(`'${values.json}'`, values.json);
  const source = sourceOf(configuration, values);
  const { execute } = await import('./execute.ts');
  const executed = await execute(source, values, report !== undefined);
  const { end, result, problems } = executed;
  report?.commit(`${JSON.stringify(result, null, 2)}\n`);
  for (const line of describeEnd(executed, values.record)) process.stderr.write(`reprise: ${line}\n`);
  return problems.length > 0 ? IO_ERROR : exitStatus(end);
}

function sourceOf(configuration: RunConfiguration, values: RunValues): RunSource {
  const { record } = values;
  if (record === undefined) refuseRecordingOptions(values);
  // a kernel is decompressed by another thread: it begins before the engine is loaded
  const files = record === undefined ? readBootFiles(configuration) : undefined;
  files?.catch(() => undefined); // whoever opens is told
  return {
    open: async (ports) =>
      record === undefined
        ? (await import('./unrecorded-source.ts')).openUnrecorded(configuration, ports, files)
        : (await import('./recorded-source.ts')).openRecorded(record, configuration, ports, values),
    hasShell: hasShell(configuration),
    readsStdin: configuration.boot.kind !== 'linux' || configuration.boot.command === undefined,
  };
}

/** @throws OptionError for an option that means something only to a recording */
function refuseRecordingOptions(values: RunValues): void {
  const given = Object.keys(recordingOptions).find((name) => name !== 'record' && isGiven(values[name as keyof typeof recordingOptions])); // its own keys
  if (given !== undefined) throw new OptionError(`'--${given}' needs '--record DIR': it is about recordings`);
}

const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** What is listed needs every type to be loaded, and nothing else does. */
const typeHelp = async (values: RunValues): Promise<string | null> =>
  values.M || values.cpu !== undefined || values.device.length > 0 ? (await import('./type-help.ts')).typeHelpFor(values) : null;
