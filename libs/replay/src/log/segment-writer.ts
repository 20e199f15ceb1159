import type { HashFunction } from '@reprise/tree';
import type { Instant, StampedEvent } from '@reprise/vm';
import { ByteWriter } from './byte-writer.ts';
import { digestBytes } from './digest-text.ts';
import { CHECK_BYTES, LOG_VERSION, MAGIC, OutcomeTag, RecordTag, sourceOf, type Outcome, type SegmentEnd, type SegmentStart } from './segment.ts';

/** A segment that is being written. Records are added in the order of their instants. */
export class SegmentWriter {
  readonly start: SegmentStart;
  readonly #bytes = new ByteWriter();
  readonly #hash: HashFunction;
  /** Numbers of the devices named so far. */
  readonly #sources = new Map<string, number>();
  #last: Instant;

  constructor(start: SegmentStart, hash: HashFunction) {
    this.start = start;
    this.#hash = hash;
    this.#last = start;
    this.#bytes.bytes(MAGIC);
    this.#bytes.u16(LOG_VERSION);
    this.#bytes.u32(start.number);
    this.#bytes.bytes(start.previous);
    this.#bytes.u64(start.icount);
    this.#bytes.u64(start.time);
    this.#bytes.bytes(digestBytes(start.digest));
    this.#bytes.u64(start.consoleBytes);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#bytes.length;
  }

  event({ event, ...at }: StampedEvent): void {
    const device = sourceOf(event);
    const source = device === undefined ? 0 : this.#source(device);
    switch (event.kind) {
      case 'characters':
        this.#record(RecordTag.CHARACTERS, at);
        this.#bytes.varint(source);
        return this.#bytes.counted(event.bytes);
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
    this.#bytes.varint(consoleBytes - this.start.consoleBytes);
  }

  /** The whole segment, and the hash that it ends with. */
  close(end: SegmentEnd): { readonly bytes: Uint8Array; readonly seal: Uint8Array } {
    this.#record(RecordTag.END, end);
    this.#bytes.bytes(digestBytes(end.digest));
    this.#outcome(end.outcome);
    this.#bytes.varint(end.consoleBytes - this.start.consoleBytes);
    if (end.consoleHash) this.#bytes.bytes(end.consoleHash);
    const seal = this.#hash(this.#bytes.written);
    this.#bytes.bytes(seal);
    return { bytes: this.#bytes.written.slice(), seal: Uint8Array.from(seal) };
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
