import type { StampedEvent } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import { toyHash } from '../testing/toy-hash.ts';
import { checkLink } from './chain.ts';
import { digestText } from './digest-text.ts';
import { LogError } from './log-error.ts';
import type { Outcome, SegmentEnd, SegmentStart } from './segment.ts';
import { readSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';

const digestOf = (text: string): string => digestText(toyHash(new TextEncoder().encode(text)));

const start: SegmentStart = {
  number: 3, previous: new Uint8Array(32).fill(7), icount: 1_000_000_007, time: 2 ** 52, digest: digestOf('start'), consoleBytes: 130,
};
const end: SegmentEnd = {
  icount: 2_000_000_000, time: 2 ** 52 + 3e9, digest: digestOf('end'), outcome: { kind: 'continues' }, consoleBytes: 130, consoleHash: null,
};
const typed = (device: string, text: string, icount: number, time: number): StampedEvent =>
  ({ icount, time, event: { kind: 'characters', device, bytes: new TextEncoder().encode(text) } });

const events: readonly StampedEvent[] = [
  typed('/machine/soc/uart0', 'ls\n', 1_000_000_007, 2 ** 52),
  typed('/machine/soc/uart1', '', 1_000_000_007, 2 ** 52 + 5),
  { icount: 1_000_000_008, time: 2 ** 52 + 6, event: { kind: 'reset' } },
  { icount: 1_000_000_008, time: 2 ** 52 + 6, event: { kind: 'discard', device: '/machine/soc/uart1' } },
  typed('/machine/soc/uart0', 'é', 1_999_999_999, 2 ** 52 + 1e9),
];
const check = { icount: 1_500_000_000, time: 2 ** 52 + 7, check: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) };
const mark = { icount: 1_500_000_000, time: 2 ** 52 + 8, consoleBytes: 150 };

/** A segment with one of everything. */
function write(ending: SegmentEnd = end): { readonly bytes: Uint8Array; readonly seal: Uint8Array } {
  const writer = new SegmentWriter(start);
  for (const event of events.slice(0, 4)) writer.event(event);
  writer.check(check, check.check);
  writer.consoleMark(mark, mark.consoleBytes);
  for (const event of events.slice(4)) writer.event(event);
  return writer.close(start, { ...ending, consoleBytes: 151, consoleHash: toyHash(new Uint8Array(21)) }, toyHash);
}

describe('a segment', () => {
  it.each<Outcome>([
    { kind: 'continues' }, { kind: 'shutdown', exitCode: 0 }, { kind: 'shutdown', exitCode: 0x7fff }, { kind: 'reset' }, { kind: 'idle' },
    { kind: 'stopped' }, { kind: 'internal-error' },
  ])('is read as it was written, ending with %j', (outcome) => {
    const { bytes, seal } = write({ ...end, outcome });
    const segment = readSegment(3, bytes, toyHash);
    expect(segment).toEqual({
      start, events, checks: [check], consoleMarks: [mark], seal,
      end: { ...end, outcome, consoleBytes: 151, consoleHash: toyHash(new Uint8Array(21)) },
    });
  });

  it('of a run that only computes is small', () => {
    const { bytes } = new SegmentWriter(start).close(start, end, toyHash);
    expect(bytes.length).toBeLessThan(200);
  });

  it('is known to be cut short, wherever that is', () => {
    const { bytes } = write();
    for (let length = 0; length < bytes.length; length++) {
      const read = (): unknown => readSegment(3, bytes.subarray(0, length), toyHash);
      expect(read).toThrow(LogError);
      expect(read).toThrow(expect.objectContaining({ segment: 3, problem: 'truncated' }));
    }
  });

  it('is known to be changed, whichever bit of it is', () => {
    const { bytes } = write();
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(() => readSegment(3, changed, toyHash)).toThrow(LogError);
      }
    }
  });

  it('may not be longer than it says', () => {
    const { bytes } = write();
    expect(() => readSegment(3, Uint8Array.from([...bytes, 0]), toyHash)).toThrow(LogError);
  });
});

/** The bytes of a whole segment, changed and sealed again: what a hand that knows the format would do. */
function resealed(change: (bytes: Uint8Array, view: DataView) => Uint8Array | void): Uint8Array {
  const body = write().bytes.slice(0, -32);
  const changed = change(body, new DataView(body.buffer)) ?? body;
  return Uint8Array.from([...changed, ...toyHash(changed)]);
}

const HEADER = 100;

describe('a segment made by hand', () => {
  it.each<[what: string, change: (bytes: Uint8Array, view: DataView) => Uint8Array | void, problem: string, message: string]>([
    ['of something else', (bytes) => bytes.set([0x50, 0x4b], 0), 'format', 'no segment of a log'],
    ['of a later format', (_, view) => view.setUint16(6, 2, true), 'version', 'version 2; known is 1'],
    ['of another number', (_, view) => view.setUint32(8, 4, true), 'chain', 'it says that it is segment 4'],
    ['with a time beyond all', (_, view) => view.setBigUint64(52, 2n ** 53n, true), 'format', '2^53'],
    ['with an unknown record', (bytes) => void (bytes[HEADER] = 9), 'format', 'there is no record 9'],
    ['with a path too long', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 1, 0x81, 0x20]), 'format', 'at most 4096'],
    ['with a number too long', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 3, 0x80, 0x00]), 'format', 'more bytes than it needs'],
    ['with a number too large', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 3, ...new Uint8Array(7).fill(0xff), 0x7f]), 'format', '2^53'],
    ['with input of nobody', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 2, 0, 0, 5, 0]), 'format', 'no device has number 5'],
    ['with more input than there is', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 1, 1, 0x61, 2, 0, 0, 0, 0xff, 0x7f]), 'truncated', 'cut short'],
    ['with a device twice', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 1, 1, 0x61, 1, 1, 0x61]), 'format', "'a' is named twice"],
    ['with a path that is no text', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 1, 1, 0xff]), 'format', 'UTF-8'],
    ['with an unknown outcome', (bytes) => Uint8Array.from([...bytes.subarray(0, HEADER), 0, 0, 0, ...new Uint8Array(32), 6]), 'format', 'there is no outcome 6'],
    ['that goes on after its end', (bytes) => Uint8Array.from([...bytes, 0]), 'format', '1 bytes after its end'],
    ['with an empty record list', (bytes) => bytes.slice(0, HEADER), 'truncated', 'cut short'],
  ])('%s is refused', (_, change, problem, message) => {
    const read = (): unknown => readSegment(3, resealed(change), toyHash);
    expect(read).toThrow(expect.objectContaining({ name: 'LogError', segment: 3, problem }));
    expect(read).toThrow(message);
  });
});

describe('a chain of segments', () => {
  const configuration = new Uint8Array(32).fill(1);
  const first = (): ReturnType<typeof readSegment> =>
    readSegment(0, new SegmentWriter({ ...start, number: 0, consoleBytes: 0 }).close({ ...start, previous: configuration }, { ...end, consoleBytes: 0 }, toyHash).bytes, toyHash);
  const second = (change: Partial<SegmentStart> = {}, ending: Partial<SegmentEnd> = {}): ReturnType<typeof readSegment> => {
    const { seal } = first();
    const { icount, time, digest } = end;
    const begin = { number: 1, previous: seal, icount, time, digest, consoleBytes: 0, ...change };
    const finish = { ...end, consoleBytes: begin.consoleBytes, icount: end.icount + 5, ...ending };
    return readSegment(1, new SegmentWriter(begin).close(begin, finish, toyHash).bytes, toyHash);
  };

  it('holds', () => {
    checkLink(first(), undefined, configuration);
    checkLink(second(), first(), configuration);
  });

  it.each<[string, () => void, string]>([
    ['of another configuration', () => checkLink(first(), undefined, new Uint8Array(32)), 'segment 0: it belongs to a run of another configuration'],
    ['whose first is not the first', () => checkLink(second({ consoleBytes: 4 }), undefined, first().seal), 'segment 1: it is the first, but'],
    ['with another before it', () => checkLink(second({ previous: new Uint8Array(32) }), first(), configuration), 'segment 1: it does not hold the hash'],
    ['with a gap', () => checkLink(second({ icount: end.icount + 1 }), first(), configuration), 'segment 1: its icount at the start'],
    ['with another state', () => checkLink(second({ digest: digestOf('x') }), first(), configuration), 'segment 1: its digest at the start'],
    ['after the end', () => checkLink(second(), { ...first(), end: { ...end, consoleBytes: 0, outcome: { kind: 'idle' } } }, configuration), 'after the end of the run'],
  ])('%s does not', (_, check, message) => {
    expect(check).toThrow(LogError);
    expect(check).toThrow(message);
  });
});
