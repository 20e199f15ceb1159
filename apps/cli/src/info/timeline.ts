import type { ConsoleMark, Recording, SegmentInfo } from '@reprise/replay';
import type { InputEvent, Instant, StampedEvent } from '@reprise/vm';

/** Something that happened in a recording. */
export interface TimelineEntry extends Instant {
  readonly text: string;
}

/** Characters of input or console output that are shown. */
const SHOWN = 48;

/** Keyframes, events and marks of the console, in the order of their instants. @throws LogError */
export async function* timelineOf(recording: Recording): AsyncGenerator<TimelineEntry> {
  const keyframes = new Map(recording.keyframes.map((keyframe) => [keyframe.segment, keyframe]));
  for (const segment of recording.segments) {
    const { number } = segment.start;
    const keyframe = keyframes.get(number);
    if (keyframe) yield { ...keyframe, text: `keyframe ${keyframe.digest}` };
    const { events } = await recording.segment(number);
    const output = await recording.console(number);
    const entries = [...events.map(eventEntry), ...segment.consoleMarks.map((mark) => consoleEntry(mark, segment, output))];
    yield* entries.toSorted((a, b) => a.icount - b.icount || a.time - b.time);
  }
  const last = keyframes.get(recording.segments.length);
  if (last) yield { ...last, text: `keyframe ${last.digest}` };
  const { icount, time, outcome } = recording.end;
  yield { icount, time, text: `end (${outcome.kind})` };
}

function eventEntry({ icount, time, event }: StampedEvent): TimelineEntry {
  return { icount, time, text: eventText(event) };
}

function eventText(event: InputEvent): string {
  switch (event.kind) {
    case 'characters':
      return `input for ${event.device}: ${quoted(event.bytes)}`;
    case 'discard':
      return `input that waited for ${event.device} was thrown away`;
    case 'reset':
      return 'reset by the operator';
  }
}

function consoleEntry({ icount, time, consoleBytes }: ConsoleMark, { start }: SegmentInfo, output: Uint8Array): TimelineEntry {
  return { icount, time, text: `console at byte ${consoleBytes}: ${quoted(output.subarray(consoleBytes - start.consoleBytes))}` };
}

/** The first line, as far as it is shown. */
function quoted(bytes: Uint8Array): string {
  const [line = ''] = new TextDecoder().decode(bytes.subarray(0, 4 * SHOWN)).trimStart().split('\n');
  const text = line.trimEnd().slice(0, SHOWN);
  const isAll = bytes.length <= new TextEncoder().encode(`${text}\n`).length;
  return `${JSON.stringify(text)}${isAll ? '' : ' ..'}`;
}
