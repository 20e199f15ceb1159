import { hash } from 'node:crypto';
import { SegmentWriter, type SegmentEnd, type SegmentStart } from '@reprise/replay';
import type { StampedEvent } from '@reprise/vm';

export const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(hash('sha256', bytes, 'buffer'));
const digestOf = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`;
const typed = (device: string, text: string): StampedEvent['event'] => ({ kind: 'characters', device, bytes: new TextEncoder().encode(text) });

export const configuration = sha256(new TextEncoder().encode('a configuration'));

/** What the log of the fixture says: a segment with a record of every kind, and one that ends the run. */
export const content = {
  start: { icount: 0, time: 0, digest: digestOf('power-on'), consoleBytes: 0 },
  events: [
    { icount: 0, time: 0, event: typed('/machine/soc/uart0', 'root\n') },
    { icount: 123_456_789, time: 200_000_000, event: typed('/machine/soc/virtio-serial/port1', 'é\u0000') },
    { icount: 123_456_789, time: 200_000_000, event: { kind: 'reset' } },
    { icount: 123_456_790, time: 200_000_001, event: { kind: 'discard', device: '/machine/soc/uart0' } },
    { icount: 499_999_999, time: 2 ** 40, event: typed('/machine/soc/uart0', '') },
  ],
  checks: [{ icount: 100_000_000, time: 100_000_000, check: sha256(Uint8Array.of(1)).subarray(0, 8) }],
  consoleMarks: [{ icount: 5_000, time: 5_000, consoleBytes: 0 }, { icount: 400_000_000, time: 500_000_000, consoleBytes: 1024 }],
  middle: { icount: 500_000_000, time: 2 ** 40 + 1, digest: digestOf('middle'), consoleBytes: 1500, consoleHash: sha256(Uint8Array.of(2)) },
  end: { icount: 500_000_001, time: 2 ** 40 + 2, digest: digestOf('end'), consoleBytes: 1500, consoleHash: null, outcome: { kind: 'shutdown', exitCode: 3 } },
} as const satisfies {
  start: Omit<SegmentStart, 'number' | 'previous'>;
  events: readonly StampedEvent[];
  middle: Omit<SegmentEnd, 'outcome'>;
  end: SegmentEnd;
} & Record<string, unknown>;

/** The segments of this version that hold it. */
export function writeFixture(): { readonly bytes: Uint8Array; readonly seal: Uint8Array }[] {
  const first = new SegmentWriter({ ...content.start, number: 0 });
  const [mark, laterMark] = content.consoleMarks;
  const [event, ...others] = content.events;
  const [check] = content.checks;
  first.event(event);
  first.consoleMark(mark, mark.consoleBytes);
  first.check(check, check.check);
  for (const other of others.slice(0, 3)) first.event(other);
  first.consoleMark(laterMark, laterMark.consoleBytes);
  for (const other of others.slice(3)) first.event(other);
  const closed = first.close({ ...content.start, previous: configuration }, { ...content.middle, outcome: { kind: 'continues' } }, sha256);
  const last = new SegmentWriter({ ...content.middle, number: 1 });
  return [closed, last.close({ ...content.middle, previous: closed.seal }, content.end, sha256)];
}
