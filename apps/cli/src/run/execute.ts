import { createHash } from 'node:crypto';
import type { CrashRecord, SymbolTable } from '@reprise/crash';
import {
  consoleHelp, injectEndOfInput, loadCrashes, OutputQueue, RunSession,
  type ConsoleCommand, type CrashGuard, type FolderRecording, type PreparedRun, type RunEnd, type RunPorts, type RunResult,
} from '@reprise/vm-host';
import type { LiveGdb } from '../gdb/live-gdb.ts';
import { projectFile } from '../project-file.ts';
import { isDataProblem } from '../recording/data-problem.ts';
import { injectWhole, openConsoleInput } from './console-input.ts';
import { joinedPorts } from './joined-ports.ts';
import type { ProfileReport } from './profile-report.ts';
import type { SessionValues } from './run-options.ts';
import type { Tracer } from './tracer.ts';

/** How a run went. */
export interface Executed {
  readonly end: RunEnd;
  readonly result: RunResult;
  /** What could not be written back to disks, in words. */
  readonly problems: readonly string[];
  readonly crash: CrashRecord | undefined;
}

/** A run that can begin, who records it, and who watches it for a crash. */
export interface Opened {
  readonly prepared: PreparedRun;
  readonly recording?: FolderRecording | undefined;
  readonly guard?: CrashGuard;
}

/** Where a run comes from. */
export interface RunSource {
  /** Makes it, connected to these ports. @throws OptionError, and what is wrong with a recording */
  readonly open: (ports: RunPorts) => Promise<Opened>;
  /** The guest's shell ends when its input does. */
  readonly hasShell: boolean;
  /** Is stdin its console's input, unless that is said? */
  readonly readsStdin: boolean;
}

/** Runs a machine to its end, its console being this process's. @throws OptionError; then nothing has begun */
export async function execute({ open, hasShell, readsStdin }: RunSource, values: SessionValues, wantsDigest: boolean): Promise<Executed> {
  const consoleHash = createHash('sha256');
  const console = new OutputQueue(process.stdout, (bytes) => void consoleHash.update(bytes));
  const tracer = await openTracer(values);
  using profile = await openProfile(values);
  await using gdb = await openGdb(values);
  // Node opens stdin when it is first looked at, with modules that V8 has to compile once it has the flags of a process with a VM.
  void process.stdin;
  const opened = await open({ console, ...joinedPorts([tracer?.ports, profile?.ports]) });
  using prepared = opened.prepared;
  await using recording = opened.recording;
  const { guard } = opened;
  const { run, consoleDevice } = prepared;
  const symbols = profile || tracer?.wantsSymbols ? await symbolsOf(prepared, hasShell) : undefined;
  tracer?.follow(run, symbols);
  const recorder = guard ?? recording;
  const driver = (await gdb?.runnerFor(prepared, recorder, recording)) ?? recorder;
  const runner = profile?.follow(run, driver ?? run, symbols) ?? driver;
  const session = new RunSession(run, {
    outputs: tracer ? [console, tracer.output] : [console],
    ...(values.insns !== undefined && { maxInstructions: values.insns }),
    ...(values.wall !== undefined && { maxWallMs: values.wall }),
    ...(runner && { runner }),
  });
  if (guard) guard.onOver = () => session.requestEnd('crashed');
  const onCommand = (command: ConsoleCommand): void => {
    if (command === 'quit') session.requestEnd('quit');
    else if (command === 'help') process.stderr.write(`\n${consoleHelp}`);
  };
  const input = await openConsoleInput(values['console-input'], readsStdin, onCommand);
  const { restore } = input;
  using live = input.live;
  if (consoleDevice !== null) {
    injectWhole(run, consoleDevice, hasShell, input);
    if (live) session.connectInput(live, consoleDevice, () => hasShell && injectEndOfInput(run, consoleDevice));
  }
  process.once('SIGINT', () => session.requestEnd('interrupted'));
  process.once('SIGTERM', () => session.requestEnd('terminated'));
  if (process.stderr.isTTY && restore) process.stderr.write('reprise: Ctrl-A x quits, Ctrl-A h helps\n');
  gdb?.serve(session);
  const end = await toEnd(session, recording);
  restore?.();
  const problems = prepared.flush();
  profile?.write();
  return { end, problems, crash: guard?.crash, result: resultOf(end, session, wantsDigest, consoleHash.digest('hex')) };
}

/** Runs to the end, and ends the recording. Where that can no longer be written, the run ends there. */
async function toEnd(session: RunSession, recording: FolderRecording | undefined): Promise<RunEnd> {
  try {
    const end = await session.toEnd();
    await recording?.finish(end);
    return end;
  } catch (error) {
    if (recording && error instanceof Error && isDataProblem(error)) {
      return { reason: 'io-error', exitCode: null, error: new Error(`the recording cannot be written: ${error.message}`, { cause: error }) };
    }
    throw error;
  }
}

/** The names of what is started. */
const symbolsOf = async ({ files }: PreparedRun, isBundledLinux: boolean): Promise<SymbolTable> =>
  (await loadCrashes()).symbolsOfGuest(isBundledLinux ? projectFile('guests') : null, files);

/** The tracer is loaded only where something is traced. */
const openTracer = async (values: SessionValues): Promise<Tracer | undefined> =>
  values.trace.length > 0 ? (await import('./tracer.ts')).openTracer(values.trace.flat(), values['trace-file']) : undefined;

/** So is the profiler. @throws FileError if its file cannot be written */
const openProfile = async ({ profile }: SessionValues): Promise<ProfileReport | undefined> =>
  profile === undefined ? undefined : (await import('./profile-report.ts')).ProfileReport.open(profile);

/** So is what serves gdb. @throws OptionError if the port cannot be had */
const openGdb = async ({ gdb }: SessionValues): Promise<LiveGdb | undefined> =>
  gdb === undefined ? undefined : (await import('../gdb/live-gdb.ts')).LiveGdb.listen(gdb);

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
