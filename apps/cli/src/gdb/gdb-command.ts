import { replayCommands, ReplayTarget, runCommands } from '@reprise/gdb';
import { OptionError } from '@reprise/options';
import { Divergence, type Replayer } from '@reprise/replay';
import type { Instant } from '@reprise/vm';
import { loadCrashes, loadGdbServer, loadRecordings, type GdbServer, type OpenedRecording } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { one } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { projectFile } from '../project-file.ts';
import { nextTurn } from '../recording/progress.ts';
import { engineOption, helpOption, instant, plantOption, recordingOperand } from '../recording/recording-options.ts';
import { parsePort } from './gdb-port.ts';
import { attachLine, listenForGdb } from './listen-for-gdb.ts';

const options = {
  at: instant('the instruction to begin at, default the crash if there is one, else the end'),
  port: one('P', parsePort, { description: 'the TCP port of 127.0.0.1 to listen on, default any that is free' }),
  engine: engineOption,
  plant: plantOption,
  help: helpOption,
} as const;

const help = (): string => `Usage: reprise gdb DIR [OPTIONS]

Lets gdb look at a recorded run, at any instant, and go forward and back in it: continue, stepi, reverse-continue, reverse-stepi,
reverse-finish, breakpoints and watchpoints, harts as threads. Nothing can be written. 'monitor help' lists what else there is: 'monitor seek N'
goes to an instruction. A gdb that was given no file gets the symbols of the bundled Linux, or the program, from here. Prints what to type,
and serves one gdb after the other until one kills it.

${optionHelp([{ title: 'Options', options }])}

Exit status: 0 gdb killed it; 1 the replay differs on the way to the instruction; 2 an option is wrong; 65 the recording is damaged;
130, 143 SIGINT, SIGTERM.
`;

/** `reprise gdb`: returns the exit status. @throws OptionError, and what is wrong with the recording */
export async function gdbCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const path = recordingOperand('gdb', operands);
  const { OpenedRecording } = await loadRecordings();
  const opened = await OpenedRecording.open(path);
  const place = await placeOf(path, values.at, opened);
  const server = await listenForGdb('--port', values.port ?? 0);
  try {
    using prepared = opened.makeRun({ console: { write: () => {} }, fault: values.plant }, values.engine);
    const replayer = await opened.replay(prepared, { breathe: nextTurn });
    await replayer.seek(place.at);
    const { programOfGuest } = await loadGdbServer();
    const commands = { ...runCommands(prepared.run, prepared.machine), ...replayCommands(replayer) };
    const target = new ReplayTarget(replayer, commands, await programOfGuest(projectFile('guests'), prepared.files));
    process.stdout.write(`${introduction(replayer, place, attachLine(server))}\n`);
    return await serve(server, target);
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    process.stderr.write(`reprise: ${error.message}\nreprise: 'reprise bisect ${path}' finds where\n`);
    return 1;
  } finally {
    await server.close();
  }
}

interface Place {
  readonly at: Instant | number;
  readonly name: string;
}

/** Where to begin. @throws OptionError */
async function placeOf(path: string, at: number | undefined, { recording: { start, end } }: OpenedRecording): Promise<Place> {
  if (at !== undefined) {
    if (at < start.icount || at > end.icount) throw new OptionError(`'--at ${at}': the recording has the instructions ${start.icount} to ${end.icount}`);
    return { at, name: '' };
  }
  const { hasCrashRecord, readCrashRecord } = await loadCrashes();
  if (!hasCrashRecord(path)) return { at: end, name: ', the end' };
  const { icount, time, signature } = readCrashRecord(path);
  return { at: { icount, time }, name: `, the crash: ${signature.title}` };
}

const introduction = ({ now, recording: { start, end } }: Replayer, { name }: Place, line: string): string =>
  `At instruction ${now.icount} of ${start.icount} to ${end.icount}${name}. To look from there:\n\n  ${line}\n`;

/** Serves gdb until one kills the target, or a signal comes: the exit status. @throws what goes wrong */
function serve(server: GdbServer, target: ReplayTarget): Promise<number> {
  return new Promise((resolve, reject) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
    server.serve(target, { onKill: () => resolve(0), onFailure: reject });
  });
}
