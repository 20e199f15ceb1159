import { describe, expect, it } from 'vitest';
import { recordGuest, type Recorded } from '../testing/record-guest.ts';
import { toyHash } from '../testing/toy-hash.ts';
import { virtRun } from '../testing/virt-run.ts';
import { Recording } from './recording.ts';
import type { RecordingSummary } from './summary.ts';

const flipped = (bytes: Uint8Array | undefined, at: number): Uint8Array => {
  const changed = Uint8Array.from(bytes ?? []);
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
};

function summarize({ log }: Recorded, change: (summary: RecordingSummary) => object): void {
  const summary = JSON.parse(log.summary) as RecordingSummary; // as it was written
  log.summary = JSON.stringify({ ...summary, ...change(summary) });
}

/** Opens a recording and reads all of it. */
async function readAll({ log }: Recorded): Promise<void> {
  const recording = await Recording.open(log, toyHash);
  for (const { start } of recording.segments) await recording.console(start.number);
}

describe('a recording that was harmed', () => {
  it.each<[string, (recorded: Recorded) => void, string, string]>([
    ['a byte of a segment', ({ log }) => log.segments.set(3, flipped(log.segments.get(3), 120)), 'LogError', 'log segment 3: its bytes do not have the hash'],
    ['the end of a segment cut off', ({ log }) => log.segments.set(4, (log.segments.get(4) ?? new Uint8Array(0)).subarray(0, -7)), 'LogError', 'log segment 4: its bytes do not have the hash'],
    ['a segment without its bytes', ({ log }) => log.segments.set(2, new Uint8Array(0)), 'LogError', 'log segment 2: it is cut short: 0 bytes'],
    ['a segment in the middle gone', ({ log }) => log.segments.delete(5), 'LogError', 'log segment 5: it is missing: the recording has 8'],
    ['the last segment gone', ({ log }) => log.segments.delete(7), 'LogError', 'log segment 7: it is missing: the recording has 8'],
    ['all segments gone', ({ log }) => log.segments.clear(), 'LogError', 'log segment 0: it is missing'],
    ['two segments exchanged', ({ log }) => {
      const [one, other] = [log.segments.get(1), log.segments.get(2)];
      if (one && other) log.segments.set(1, other).set(2, one);
    }, 'LogError', 'log segment 1: it says that it is segment 2'],
    ['a byte of the console', ({ log }) => log.consoles.set(1, flipped(log.consoles.get(1), 0)), 'LogError', 'log segment 1: its console output is not what was written'],
    ['the console of a segment gone', ({ log }) => log.consoles.delete(1), 'LogError', 'log segment 1: its console output is missing'],
    ['another head', (recorded) => summarize(recorded, () => ({ head: 'ab'.repeat(32) })), 'LogError', 'log segment 7: it does not have the hash that the summary says'],
    ['another configuration', (recorded) => summarize(recorded, () => ({ configuration: 'ab'.repeat(32) })), 'LogError', 'log segment 0: it belongs to a run of another configuration'],
    ['another format', (recorded) => summarize(recorded, () => ({ format: 2 })), 'RecordingError', 'has format 2; known is 1'],
    ['no keyframes', (recorded) => summarize(recorded, () => ({ keyframes: [] })), 'RecordingError', 'no keyframe at its start'],
    ['a keyframe of nowhere', (recorded) => summarize(recorded, ({ keyframes }) => ({ keyframes: [...keyframes, 99] })), 'LogError', 'log segment 98: there is no such segment'],
    ['a keyframe that is none', (recorded) => summarize(recorded, () => ({ keyframes: ['x'] })), 'RecordingError', 'keyframes[0]'],
    ['a summary that is none', ({ log }) => { log.summary = '[1]'; }, 'RecordingError', 'the summary is no object'],
  ])('%s is found', async (_, harm, name, message) => {
    const recorded = await recordGuest();
    harm(recorded);
    const reading = readAll(recorded);
    await expect(reading).rejects.toThrow(expect.objectContaining({ name }));
    await expect(reading).rejects.toThrow(message);
  });

  it('in its last segments may have been killed while it was written: what is there counts', async () => {
    const recorded = await recordGuest();
    summarize(recorded, ({ keyframes }) => {
      const known = Array.from(recorded.recording.segments[3]?.seal ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { segments: 4, head: known, keyframes: keyframes.slice(0, 3) };
    });
    recorded.log.segments.delete(7);
    const recording = await Recording.open(recorded.log, toyHash);
    expect(recording.end.outcome).toEqual({ kind: 'continues' });
    expect(recording.end.icount).toBe(70_000);
  });

  it('of another configuration is not replayed', async () => {
    const { replay } = await recordGuest();
    await expect(replay(virtRun('j .'))).rejects.toThrow('the recording is of a machine of another configuration');
  });
});
