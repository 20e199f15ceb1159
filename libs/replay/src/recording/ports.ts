import type { RestorableRun, Run } from '@reprise/vm';
import type { RecordingSummary } from './summary.ts';

/** Where states are kept, by their digests: `sha256:` and 64 hex digits. */
export interface KeyframeStore {
  /** Takes the state of a run as it is when this is called; the run may go on at once. Answers with its digest once it is kept. */
  take(run: Run): Promise<string>;
  /** The whole state. @throws what is wrong, if it is not what was written */
  read(digest: string): Promise<RestorableRun>;
  /** Lets go of a state: nothing of the recording needs it any more. */
  delete(digest: string): Promise<void>;
}

/** Takes a recording as it is made. Segments and console output are written once, in order. */
export interface RecordingSink {
  writeSegment(number: number, bytes: Uint8Array): Promise<void>;
  /** What the guest wrote to its console in a segment, if anything. */
  writeConsole(number: number, bytes: Uint8Array): Promise<void>;
  /** What those who watch the run know of it where a segment begins: theirs alone to read. */
  writeNotes(number: number, bytes: Uint8Array): Promise<void>;
  /** Takes the place of the summary before: at once and as a whole. */
  writeSummary(summary: RecordingSummary): Promise<void>;
}

/** Gives a recording; null where there is nothing. */
export interface RecordingSource {
  readSummary(): Promise<RecordingSummary>;
  readSegment(number: number): Promise<Uint8Array | null>;
  readConsole(number: number): Promise<Uint8Array | null>;
  readNotes(number: number): Promise<Uint8Array | null>;
}
