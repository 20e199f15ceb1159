import { createHash } from 'node:crypto';
import {
  consoleHelp, createOutputStream, exitStatus, OutputFile, OutputQueue, prepareRun, RunSession, setEngineFlags,
  type ConsoleCommand, type PreparedRun, type RunConfiguration, type RunEnd, type RunPorts, type RunResult,
} from '@reprise/vm-host';
import { parseArguments } from '../options/parse-arguments.ts';
import { openConsoleInput } from './console-input.ts';
import { describeEnd } from './describe-end.ts';
import { runConfiguration } from './run-configuration.ts';
import { runHelp } from './run-help.ts';
import { runOptions, type RunValues } from './run-options.ts';

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
  const { end, result, problems } = await execute(configuration, values, report !== undefined);
  const message = describeEnd(end, result);
  for (const line of [...(message === null ? [] : [message]), ...problems]) process.stderr.write(`reprise: ${line}\n`);
  report?.commit(`${JSON.stringify(result, null, 2)}\n`);
  return problems.length > 0 ? IO_ERROR : exitStatus(end);
}

/** A disk could not be written: EX_IOERR of sysexits.h. */
const IO_ERROR = 74;

const typeHelp = async (values: RunValues): Promise<string | null> =>
  values.M || values.cpu !== undefined || values.device.length > 0 ? (await import('./type-help.ts')).typeHelpFor(values) : null;

interface Executed {
  readonly end: RunEnd;
  readonly result: RunResult;
  /** What could not be written back to disks. */
  readonly problems: readonly string[];
}

async function execute(configuration: RunConfiguration, values: RunValues, wantsDigest: boolean): Promise<Executed> {
  const consoleHash = createHash('sha256');
  const console = new OutputQueue(process.stdout, (bytes) => void consoleHash.update(bytes));
  const trace = values.trace.length > 0 ? new OutputQueue(traceStream(values)) : undefined;
  setEngineFlags();
  let prepared: PreparedRun | undefined;
  const ports = await portsOf(values, console, trace, () => prepared?.run.icount ?? 0);
  prepared = await prepareRun(configuration, ports);
  using opened = prepared;
  const { run, consoleDevice } = opened;
  let session: RunSession | undefined;
  const onCommand = (command: ConsoleCommand): void => {
    if (command === 'quit') session?.requestEnd('quit');
    else if (command === 'help') process.stderr.write(`\n${consoleHelp}`);
  };
  const { whole, live, restore } = await openConsoleInput(values['console-input'], configuration, onCommand);
  using _live = live;
  if (consoleDevice !== null && whole.length > 0) run.inject({ kind: 'characters', device: consoleDevice, bytes: whole });
  session = new RunSession(run, {
    outputs: trace ? [console, trace] : [console],
    ...(live && consoleDevice !== null && { live: { input: live, device: consoleDevice } }),
    ...(values.insns !== undefined && { maxInstructions: values.insns }),
    ...(values.wall !== undefined && { maxWallMs: values.wall }),
  });
  process.once('SIGINT', () => session.requestEnd('interrupted'));
  process.once('SIGTERM', () => session.requestEnd('terminated'));
  if (process.stderr.isTTY && live) process.stderr.write('reprise: Ctrl-A x quits, Ctrl-A h helps\n');
  const end = await session.toEnd();
  restore?.();
  const problems = opened.flush();
  return { end, result: resultOf(end, session, wantsDigest, consoleHash.digest('hex')), problems };
}

const traceStream = (values: RunValues): NodeJS.WritableStream & ConstructorParameters<typeof OutputQueue>[0] =>
  values['trace-file'] === undefined ? process.stderr : createOutputStream(`'${values['trace-file']}'`, values['trace-file']);

/** The tracer is loaded only where something is traced. */
async function portsOf(values: RunValues, console: OutputQueue, queue: OutputQueue | undefined, icount: () => number): Promise<RunPorts> {
  if (!queue) return { console };
  const { deviceTrace, instructionTrace } = await import('./trace.ts');
  const kinds = new Set(values.trace.flat());
  const lines = { icount, write: (line: string) => queue.writeText(line) };
  return { console, trace: deviceTrace(kinds, lines), ...(kinds.has('exec') && { onInstruction: instructionTrace(lines) }) };
}

function resultOf({ exitCode, reason }: RunEnd, { run, wallMs }: RunSession, wantsDigest: boolean, consoleSha256: string): RunResult {
  return {
    exitCode,
    reason,
    instructions: run.icount,
    virtualNs: run.now.time,
    wallMs: Math.round(wallMs * 1000) / 1000,
    mips: Math.round(run.icount / wallMs) / 1000,
    stateDigest: wantsDigest && reason !== 'internal-error' ? run.digest() : '',
    consoleSha256,
  };
}
