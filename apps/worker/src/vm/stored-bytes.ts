import type { RecordingPorts, RecordingSink } from '@reprise/replay';
import type { SnapshotService } from '@reprise/vm-host';

/** Counts what a recording adds to its store. */
export class StoredBytes {
  total: number;

  /** @param before what was stored before */
  constructor(before: number) {
    this.total = before;
  }

  /** The same log, and what is written of it is counted. */
  log(log: RecordingSink): RecordingSink {
    const counted = (write: (number: number, bytes: Uint8Array) => Promise<void>) => async (number: number, bytes: Uint8Array): Promise<void> => {
      await write(number, bytes);
      this.total += bytes.length;
    };
    return {
      writeSegment: counted((number, bytes) => log.writeSegment(number, bytes)),
      writeConsole: counted((number, bytes) => log.writeConsole(number, bytes)),
      writeNotes: counted((number, bytes) => log.writeNotes(number, bytes)),
      writeSummary: (summary) => log.writeSummary(summary),
    };
  }

  /** The same keyframes, by way of a thread that says how much it has stored of each. */
  keyframes(keyframes: RecordingPorts['keyframes'], snapshots: SnapshotService): RecordingPorts['keyframes'] {
    return {
      ...keyframes,
      take: async (run) => {
        const { id, bytes } = await snapshots.take(run);
        this.total += bytes;
        return id;
      },
    };
  }
}
