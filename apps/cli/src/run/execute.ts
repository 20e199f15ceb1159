import { createHash } from 'node:crypto';
import {
  consoleHelp, injectEndOfInput, OutputQueue, prepareRun, RunSession, setEngineFlags, type ConsoleCommand, type RunConfiguration, type RunEnd, type RunResult,
} from '@reprise/vm-host';
import { hasShell, injectWhole, openConsoleInput } from './console-input.ts';
import type { RunValues } from './run-options.ts';
import type { Tracer } from './tracer.ts';

/** How a run went. */
export interface Executed {
  readonly end: RunEnd;
  readonly result: RunResult;
  /** What could not be written back to disks, in words. */
  readonly problems: readonly string[];
}

/** Runs a machine to its end, its console being this process's. @throws OptionError; then nothing has begun */
export async function execute(configuration: RunConfiguration, values: RunValues, wantsDigest: boolean): Promise<Executed> {
  const consoleHash = createHash('sha256');
  const console = new OutputQueue(process.stdout, (bytes) => void consoleHash.update(bytes));
  const tracer = await openTracer(values);
  setEngineFlags();
  using prepared = await prepareRun(configuration, { console, ...tracer?.ports });
  const { run, consoleDevice } = prepared;
  if (tracer) tracer.source = run;
  const session = new RunSession(run, {
    outputs: tracer ? [console, tracer.output] : [console],
    ...(values.insns !== undefined && { maxInstructions: values.insns }),
    ...(values.wall !== undefined && { maxWallMs: values.wall }),
  });
  const onCommand = (command: ConsoleCommand): void => {
    if (command === 'quit') session.requestEnd('quit');
    else if (command === 'help') process.stderr.write(`\n${consoleHelp}`);
  };
  const input = await openConsoleInput(values['console-input'], configuration, onCommand);
  const { restore } = input;
  using live = input.live;
  if (consoleDevice !== null) {
    injectWhole(run, consoleDevice, configuration, input);
    if (live) session.connectInput(live, consoleDevice, () => hasShell(configuration) && injectEndOfInput(run, consoleDevice));
  }
  process.once('SIGINT', () => session.requestEnd('interrupted'));
  process.once('SIGTERM', () => session.requestEnd('terminated'));
  if (process.stderr.isTTY && restore) process.stderr.write('reprise: Ctrl-A x quits, Ctrl-A h helps\n');
  const end = await session.toEnd();
  restore?.();
  const problems = prepared.flush();
  return { end, problems, result: resultOf(end, session, wantsDigest, consoleHash.digest('hex')) };
}

/** The tracer is loaded only where something is traced. */
const openTracer = async (values: RunValues): Promise<Tracer | undefined> =>
  values.trace.length > 0 ? (await import('./tracer.ts')).openTracer(new Set(values.trace.flat()), values['trace-file']) : undefined;

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

function resultOf({ exitCode, reason }: RunEnd, { run, wallMs }: RunSession, wantsDigest: boolean, consoleSha256: string): RunResult {
  return {
    exitCode,
    reason,
    instructions: run.icount,
    virtualNs: run.now.time,
    wallMs: thousandths(wallMs),
    mips: thousandths(run.icount / (wallMs * 1000)),
    stateDigest: wantsDigest ? run.digest() : '',
    consoleSha256,
  };
}
