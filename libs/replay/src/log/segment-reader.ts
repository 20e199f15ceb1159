import type { HashFunction } from '@reprise/tree';
import type { Instant, StampedEvent } from '@reprise/vm';
import { BadValue, ByteReader, OutOfBytes } from './byte-reader.ts';
import { digestText } from './digest-text.ts';
import { LogError } from './log-error.ts';
import {
  CHECK_BYTES, HASH_BYTES, LOG_VERSION, MAGIC, MAX_PATH_BYTES, MAX_SEGMENT_BYTES, OutcomeTag, RecordTag,
  type Check, type ConsoleMark, type Outcome, type Segment, type SegmentEnd, type SegmentStart,
} from './segment.ts';

/**
 * Reads segment `number` of a log: all of it, and nothing but what SegmentWriter writes.
 * @throws LogError: what is wrong with it
 */
export function readSegment(number: number, bytes: Uint8Array, hash: HashFunction): Segment {
  if (bytes.length > MAX_SEGMENT_BYTES) throw new LogError(number, 'format', `${bytes.length} bytes, but at most ${MAX_SEGMENT_BYTES} may be`);
  const sealed = bytes.subarray(0, Math.max(0, bytes.length - HASH_BYTES));
  const seal = new Uint8Array(bytes.subarray(sealed.length));
  const reader = new ByteReader(sealed);
  try {
    const start = readStart(number, reader);
    if (!isSame(Uint8Array.from(hash(sealed)), seal)) {
      throw new LogError(number, isWhole(start, sealed) ? 'damaged' : 'truncated', 'its bytes do not have the hash that it ends with: it was changed, or is cut short');
    }
    const segment = { start, ...new RecordReader(start, reader).read(), seal };
    if (reader.remaining > 0) throw new BadValue(`${reader.remaining} bytes after its end`);
    return segment;
  } catch (error) {
    if (error instanceof OutOfBytes) throw new LogError(number, 'truncated', `it is cut short: ${bytes.length} bytes`);
    if (error instanceof BadValue) throw new LogError(number, 'format', `${error.message} (before byte ${reader.offset})`);
    throw error;
  }
}

function readStart(number: number, reader: ByteReader): SegmentStart {
  if (!isSame(reader.bytes(MAGIC.length), MAGIC)) throw new LogError(number, 'format', 'it is no segment of a log');
  const version = reader.u16();
  if (version !== LOG_VERSION) throw new LogError(number, 'version', `its format has version ${version}; known is ${LOG_VERSION}`);
  const own = reader.u32();
  if (own !== number) throw new LogError(number, 'chain', `it says that it is segment ${own}`);
  const previous = reader.bytes(HASH_BYTES);
  const [icount, time] = [reader.u64(), reader.u64()];
  return { number, previous, icount, time, digest: digestText(reader.bytes(HASH_BYTES)), consoleBytes: reader.u64() };
}

/** Do the records go on to an end, whatever they say? Then the segment was not cut, but changed. */
function isWhole(start: SegmentStart, sealed: Uint8Array): boolean {
  const reader = new ByteReader(sealed);
  try {
    readStart(start.number, reader);
    new RecordReader(start, reader).read();
    return true;
  } catch (error) {
    return !(error instanceof OutOfBytes);
  }
}

const outcomes: Readonly<Record<number, (reader: ByteReader) => Outcome>> = {
  [OutcomeTag.CONTINUES]: () => ({ kind: 'continues' }),
  [OutcomeTag.SHUTDOWN]: (reader) => ({ kind: 'shutdown', exitCode: reader.varint() }),
  [OutcomeTag.RESET]: () => ({ kind: 'reset' }),
  [OutcomeTag.IDLE]: () => ({ kind: 'idle' }),
  [OutcomeTag.STOPPED]: () => ({ kind: 'stopped' }),
  [OutcomeTag.INTERNAL_ERROR]: () => ({ kind: 'internal-error' }),
};

/** The records of a segment, up to its end. */
class RecordReader {
  readonly #start: SegmentStart;
  readonly #reader: ByteReader;
  readonly #sources: string[] = [];
  readonly #events: StampedEvent[] = [];
  readonly #checks: Check[] = [];
  readonly #consoleMarks: ConsoleMark[] = [];
  #last: Instant;
  #consoleBytes: number;

  constructor(start: SegmentStart, reader: ByteReader) {
    this.#start = start;
    this.#reader = reader;
    this.#last = start;
    this.#consoleBytes = start.consoleBytes;
  }

  read(): Omit<Segment, 'start' | 'seal'> {
    for (;;) {
      const tag = this.#reader.byte();
      switch (tag) {
        case RecordTag.END:
          return { events: this.#events, checks: this.#checks, consoleMarks: this.#consoleMarks, end: this.#end() };
        case RecordTag.SOURCE:
          this.#sources.push(this.#path());
          break;
        case RecordTag.CHARACTERS:
          this.#events.push({ ...this.#instant(), event: { kind: 'characters', device: this.#source(), bytes: this.#reader.counted(MAX_SEGMENT_BYTES) } });
          break;
        case RecordTag.DISCARD:
          this.#events.push({ ...this.#instant(), event: { kind: 'discard', device: this.#source() } });
          break;
        case RecordTag.RESET:
          this.#events.push({ ...this.#instant(), event: { kind: 'reset' } });
          break;
        case RecordTag.CHECK:
          this.#checks.push({ ...this.#instant(), check: this.#reader.bytes(CHECK_BYTES) });
          break;
        case RecordTag.CONSOLE:
          this.#consoleMarks.push({ ...this.#instant(), consoleBytes: this.#console() });
          break;
        default:
          throw new BadValue(`there is no record ${tag}`);
      }
    }
  }

  #end(): SegmentEnd {
    const at = this.#instant();
    const digest = digestText(this.#reader.bytes(HASH_BYTES));
    const tag = this.#reader.byte();
    const outcome = outcomes[tag]?.(this.#reader);
    if (!outcome) throw new BadValue(`there is no outcome ${tag}`);
    const consoleBytes = this.#console();
    const consoleHash = consoleBytes > this.#start.consoleBytes ? this.#reader.bytes(HASH_BYTES) : null;
    return { ...at, digest, outcome, consoleBytes, consoleHash };
  }

  #instant(): Instant {
    const icount = this.#last.icount + this.#reader.varint();
    const time = this.#last.time + this.#reader.varint();
    if (!Number.isSafeInteger(icount) || !Number.isSafeInteger(time)) throw new BadValue('an instant is not below 2^53');
    this.#last = { icount, time };
    return this.#last;
  }

  #console(): number {
    const bytes = this.#start.consoleBytes + this.#reader.varint();
    if (!Number.isSafeInteger(bytes) || bytes < this.#consoleBytes) throw new BadValue('the console has gone back');
    this.#consoleBytes = bytes;
    return bytes;
  }

  #path(): string {
    const path = decodeText(this.#reader.counted(MAX_PATH_BYTES));
    if (this.#sources.includes(path)) throw new BadValue(`'${path}' is named twice`);
    return path;
  }

  #source(): string {
    const number = this.#reader.varint();
    const path = this.#sources[number];
    if (path === undefined) throw new BadValue(`no device has number ${number}`);
    return path;
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BadValue('a path is no UTF-8');
  }
}

export const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);
