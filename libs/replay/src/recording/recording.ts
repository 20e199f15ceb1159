import { hexOfBytes } from '@reprise/bits';
import type { HashFunction } from '@reprise/tree';
import type { Instant } from '@reprise/vm';
import { checkLink } from '../log/chain.ts';
import { LogError } from '../log/log-error.ts';
import type { Check, ConsoleMark, Segment, SegmentEnd, SegmentStart, StateAt } from '../log/segment.ts';
import { isSame, readSegment } from '../log/segment-reader.ts';
import { isAtOrBefore } from './instants.ts';
import type { RecordingSource } from './ports.ts';
import { RecordingError } from './recording-error.ts';
import type { RecordingSummary } from './summary.ts';

/** A segment without its events: what is kept of each while a recording is open. */
export interface SegmentInfo {
  readonly start: SegmentStart;
  readonly end: SegmentEnd;
  readonly checks: readonly Check[];
  readonly consoleMarks: readonly ConsoleMark[];
  readonly seal: Uint8Array;
  /** How many events, and of how many bytes the segment is. */
  readonly events: number;
  readonly bytes: number;
}

/** A state of the run that is kept. */
export interface Keyframe extends StateAt {
  /** The segment that begins there; one more than the last at the end of the run. */
  readonly segment: number;
}

/** A recording whose log is whole: every segment was read, and follows the one before it. */
export class Recording {
  readonly summary: RecordingSummary;
  readonly segments: readonly SegmentInfo[];
  /** In the order of their instants. */
  readonly keyframes: readonly Keyframe[];
  readonly hash: HashFunction;
  readonly #source: RecordingSource;
  #last: Segment | undefined;

  private constructor(summary: RecordingSummary, segments: readonly SegmentInfo[], source: RecordingSource, hash: HashFunction) {
    this.summary = summary;
    this.segments = segments;
    this.hash = hash;
    this.#source = source;
    this.keyframes = summary.keyframes.map((segment) => ({ ...this.#stateBefore(segment), segment }));
    if (this.keyframes[0]?.segment !== 0) throw new RecordingError('the recording has no keyframe at its start');
  }

  /** Reads and checks the whole log. @throws LogError, RecordingError: what is wrong, and where */
  static async open(source: RecordingSource, hash: HashFunction): Promise<Recording> {
    const summary = await source.readSummary();
    const configuration = bytesOfHex(summary.configuration);
    const segments: SegmentInfo[] = [];
    for (;;) {
      const number = segments.length;
      const bytes = await source.readSegment(number);
      if (!bytes) break;
      const segment = readSegment(number, bytes, hash);
      checkLink(segment, segments.at(-1), configuration);
      const { start, end, checks, consoleMarks, seal, events } = segment;
      segments.push({ start, end, checks, consoleMarks, seal, events: events.length, bytes: bytes.length });
    }
    const { length } = segments;
    if (length < summary.segments || length === 0) {
      throw new LogError(length, 'missing', `it is missing: the recording has ${Math.max(1, summary.segments)}`);
    }
    const head = segments[summary.segments - 1];
    if (head && hexOfBytes(head.seal) !== summary.head) throw new LogError(summary.segments - 1, 'damaged', 'it does not have the hash that the summary says');
    return new Recording(summary, segments, source, hash);
  }

  get start(): StateAt {
    return this.#info(0).start;
  }

  /** Where the recording ends. If nobody ended it, its outcome is that it continues. */
  get end(): SegmentEnd {
    return this.#info(this.segments.length - 1).end;
  }

  /** The segment in which an instant lies: the last that begins at or before it. */
  segmentAt(at: Instant): number {
    return Math.max(0, this.segments.findLastIndex(({ start }) => isAtOrBefore(start, at)));
  }

  /** The last keyframe at or before an instant; undefined before the first. */
  keyframeAt(at: Instant): Keyframe | undefined {
    return this.keyframes.findLast((keyframe) => isAtOrBefore(keyframe, at));
  }

  /** A segment with its events. @throws LogError if it is no longer what it was */
  async segment(number: number): Promise<Segment> {
    if (this.#last?.start.number === number) return this.#last;
    const bytes = await this.#source.readSegment(number);
    if (!bytes) throw new LogError(number, 'missing', 'it has gone');
    const segment = readSegment(number, bytes, this.hash);
    if (!isSame(segment.seal, this.#info(number).seal)) throw new LogError(number, 'damaged', 'it has changed since the recording was opened');
    this.#last = segment;
    return segment;
  }

  /** What the guest wrote to its console in a segment. @throws LogError if it is not what the log says */
  async console(number: number): Promise<Uint8Array> {
    const { consoleHash, consoleBytes } = this.#info(number).end;
    if (!consoleHash) return new Uint8Array(0);
    const bytes = await this.#source.readConsole(number);
    if (!bytes) throw new LogError(number, 'missing', 'its console output is missing');
    const length = consoleBytes - this.#info(number).start.consoleBytes;
    if (bytes.length !== length || !isSame(Uint8Array.from(this.hash(bytes)), consoleHash)) {
      throw new LogError(number, bytes.length < length ? 'truncated' : 'damaged', 'its console output is not what was written');
    }
    return bytes;
  }

  #info(number: number): SegmentInfo {
    const info = this.segments[number];
    if (!info) throw new LogError(number, 'missing', 'there is no such segment');
    return info;
  }

  /** The state in which a segment begins; that after the last, in which the run ended. */
  #stateBefore(segment: number): StateAt {
    const { icount, time, digest } = segment < this.segments.length ? this.#info(segment).start : this.#info(segment - 1).end;
    return { icount, time, digest };
  }
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
