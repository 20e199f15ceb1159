import type { HashFunction } from '@reprise/tree';
import type { Instant, StampedEvent } from '@reprise/vm';
import { ByteWriter } from './byte-writer.ts';
import { digestBytes } from './digest-text.ts';
import { CHECK_BYTES, LOG_VERSION, MAGIC, OutcomeTag, RecordTag, sourceOf, type Outcome, type SegmentEnd, type SegmentStart } from './segment.ts';

/** Where a segment begins, as far as it is known then. */
export type SegmentPlace = Omit<SegmentStart, 'previous' | 'digest'>;

/** The records of a segment, which are added in the order of their instants. What ties it to the one before it is needed at the end only. */
export class SegmentWriter {
  readonly place: SegmentPlace;
  /** The records. */
  readonly #bytes = new ByteWriter();
  /** Numbers of the devices named so far. */
  readonly #sources = new Map<string, number>();
  #last: Instant;
  #events = 0;

  constructor(place: SegmentPlace) {
    this.place = place;
    this.#last = place;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** Bytes of records so far. */
  get length(): number {
    return this.#bytes.length;
  }

  event({ event, ...at }: StampedEvent): void {
    this.#events++;
    const device = sourceOf(event);
    const source = device === undefined ? 0 : this.#source(device);
    switch (event.kind) {
      case 'characters':
        this.#record(RecordTag.CHARACTERS, at);
        this.#bytes.varint(source);
        return this.#bytes.counted(event.bytes);
      case 'discard':
        this.#record(RecordTag.DISCARD, at);
        return this.#bytes.varint(source);
      case 'reset':
        return this.#record(RecordTag.RESET, at);
    }
  }

  /** `check`: the beginning of the hash of everything but memory. */
  check(at: Instant, check: Uint8Array): void {
    this.#record(RecordTag.CHECK, at);
    this.#bytes.bytes(check.subarray(0, CHECK_BYTES));
  }

  /** `consoleBytes`: how many the guest had written there, from the start of the run. */
  consoleMark(at: Instant, consoleBytes: number): void {
    this.#record(RecordTag.CONSOLE, at);
    this.#bytes.varint(consoleBytes - this.place.consoleBytes);
  }

  /** The whole segment, and the hash that it ends with. Nothing is added afterwards. */
  close(link: Pick<SegmentStart, 'previous' | 'digest'>, end: SegmentEnd, hash: HashFunction): { readonly bytes: Uint8Array; readonly seal: Uint8Array } {
    this.#record(RecordTag.END, end);
    this.#bytes.bytes(digestBytes(end.digest));
    this.#outcome(end.outcome);
    this.#bytes.varint(end.consoleBytes - this.place.consoleBytes);
    if (end.consoleHash) this.#bytes.bytes(end.consoleHash);
    const whole = new ByteWriter();
    whole.bytes(MAGIC);
    whole.u16(LOG_VERSION);
    whole.u32(this.place.number);
    whole.bytes(link.previous);
    whole.u64(this.place.icount);
    whole.u64(this.place.time);
    whole.bytes(digestBytes(link.digest));
    whole.u64(this.place.consoleBytes);
    whole.bytes(this.#bytes.written);
    const seal = Uint8Array.from(hash(whole.written));
    whole.bytes(seal);
    return { bytes: whole.written.slice(), seal };
  }

  #record(tag: number, { icount, time }: Instant): void {
    this.#bytes.byte(tag);
    this.#bytes.varint(icount - this.#last.icount);
    this.#bytes.varint(time - this.#last.time);
    this.#last = { icount, time };
  }

  #source(device: string): number {
    const known = this.#sources.get(device);
    if (known !== undefined) return known;
    const number = this.#sources.size;
    this.#sources.set(device, number);
    this.#bytes.byte(RecordTag.SOURCE);
    this.#bytes.counted(new TextEncoder().encode(device));
    return number;
  }

  #outcome(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'continues':
        return this.#bytes.byte(OutcomeTag.CONTINUES);
      case 'shutdown':
        this.#bytes.byte(OutcomeTag.SHUTDOWN);
        return this.#bytes.varint(outcome.exitCode);
      case 'reset':
        return this.#bytes.byte(OutcomeTag.RESET);
      case 'idle':
        return this.#bytes.byte(OutcomeTag.IDLE);
      case 'stopped':
        return this.#bytes.byte(OutcomeTag.STOPPED);
      case 'internal-error':
        return this.#bytes.byte(OutcomeTag.INTERNAL_ERROR);
    }
  }
}
