import { formatSize } from '@reprise/bits';
import { loadRecordings, type OpenedRecording } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { flag } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { counted, grouped, seconds } from '../recording/numbers.ts';
import { helpOption, recordingOperand } from '../recording/recording-options.ts';
import { timelineOf, type TimelineEntry } from './timeline.ts';

const options = {
  summary: flag({ description: 'without the timeline' }),
  help: helpOption,
} as const;

const help = (): string => `Usage: reprise info DIR [OPTIONS]

Shows what is in a recording: the machine, the end, what the log takes, and when there was a keyframe, an event, something on the console.

${optionHelp([{ title: 'Options', options }])}
`;

/** `reprise info`: returns the exit status. @throws OptionError, and what is wrong with the recording */
export async function infoCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const { OpenedRecording } = await loadRecordings();
  const opened = await OpenedRecording.open(recordingOperand('info', operands));
  process.stdout.write(`${summary(opened).map(([name, text]) => `${name.padEnd(14)}${text}`).join('\n')}\n`);
  if (values.summary) return 0;
  process.stdout.write(`\n${row({ icount: 'instructions', time: 'virtual time', text: 'what' })}`);
  for await (const entry of timelineOf(opened.recording)) process.stdout.write(row(shown(entry)));
  return 0;
}

const shown = ({ icount, time, text }: TimelineEntry): Row => ({ icount: grouped(icount), time: seconds(time), text });

interface Row {
  readonly icount: string;
  readonly time: string;
  readonly text: string;
}

const row = ({ icount, time, text }: Row): string => `${icount.padStart(18)}  ${time.padStart(16)}  ${text}\n`;

type SummaryRow = readonly [name: string, text: string];

function summary({ folder, recording }: OpenedRecording): SummaryRow[] {
  const { machine, cpu, smp, memory, kernel, drives, append, seed, engine } = folder.configuration;
  const { start, end, segments, keyframes, summary: { parent } } = recording;
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const events = segments.reduce((sum, segment) => sum + segment.events, 0);
  const instructions = end.icount - start.icount;
  const gaps = keyframes.map(({ icount }, index) => (keyframes[index + 1]?.icount ?? end.icount) - icount);
  const rows: (SummaryRow | null)[] = [
    ['machine', `${machine}, ${cpu}, ${counted(smp, 'hart')}, ${formatSize(memory)} of RAM, seed ${seed}, engine ${engine}`],
    kernel && ['kernel', `${kernel.name}, sha256 ${kernel.sha256}`],
    append === null ? null : ['command line', append],
    ...drives.map(({ id, name, sha256 }): SummaryRow => ['drive', `${id}: ${name}, sha256 ${sha256}`]),
    parent && ['goes on from', `instruction ${grouped(parent.icount)} of another recording, ${parent.digest}`],
    ['instructions', `${grouped(start.icount)} to ${grouped(end.icount)}, ${seconds(end.time)} of virtual time`],
    ['end', `${endText(end.outcome)}, ${end.digest}`],
    ['log', `${counted(bytes, 'byte')} in ${counted(segments.length, 'segment')}, ${grouped(Math.round((bytes / Math.max(1, instructions)) * 1e9))} for a billion instructions; ${counted(events, 'event')}`],
    ['keyframes', `${grouped(keyframes.length)}; no instant is more than ${counted(Math.max(0, ...gaps), 'instruction')} behind one`],
  ];
  return rows.filter((row) => row !== null);
}

function endText(outcome: OpenedRecording['recording']['end']['outcome']): string {
  switch (outcome.kind) {
    case 'continues':
      return 'nobody ended it: what came after the last segment is lost';
    case 'shutdown':
      return `the guest powered off with exit code ${outcome.exitCode}`;
    case 'reset':
      return 'the guest reset the machine';
    case 'idle':
      return 'the guest waits for ever';
    case 'stopped':
      return 'ended from outside';
    case 'internal-error':
      return 'the emulator failed';
  }
}
