import type { RestorableRun, SavedRun } from '@reprise/vm';
import type { RecordingSummary } from './summary.ts';

/** Where states are kept. */
export interface KeyframeStore {
  /** Keeps a state: all of it, or, with a parent, what was written since the parent was saved. Returns its name. */
  write(saved: SavedRun, parent: string | null): Promise<string>;
  /** The whole state. @throws what is wrong, if it is not what was written */
  read(id: string): Promise<RestorableRun>;
  delete(id: string): Promise<void>;
}

/** Takes a recording as it is made. Segments and console output are written once, in order. */
export interface RecordingSink {
  writeSegment(number: number, bytes: Uint8Array): Promise<void>;
  /** What the guest wrote to its console in a segment, if anything. */
  writeConsole(number: number, bytes: Uint8Array): Promise<void>;
  /** Takes the place of the summary before: at once and as a whole. */
  writeSummary(summary: RecordingSummary): Promise<void>;
}

/** Gives a recording; null where there is nothing. */
export interface RecordingSource {
  readSummary(): Promise<RecordingSummary>;
  readSegment(number: number): Promise<Uint8Array | null>;
  readConsole(number: number): Promise<Uint8Array | null>;
}
