import type { RestorableRun, Run, SavedRun } from '@reprise/vm';
import type { KeyframeStore, RecordingSink, RecordingSource } from '../recording/ports.ts';
import { parseSummary, type RecordingSummary } from '../recording/summary.ts';

/** A recording in memory. */
export class MemoryRecording implements RecordingSink, RecordingSource {
  readonly segments = new Map<number, Uint8Array>();
  readonly consoles = new Map<number, Uint8Array>();
  readonly notes = new Map<number, Uint8Array>();
  summary = '';

  async writeSegment(number: number, bytes: Uint8Array): Promise<void> {
    if (this.segments.has(number)) throw new Error(`segment ${number} is written twice`);
    this.segments.set(number, bytes.slice());
  }

  async writeConsole(number: number, bytes: Uint8Array): Promise<void> {
    this.consoles.set(number, bytes.slice());
  }

  async writeNotes(number: number, bytes: Uint8Array): Promise<void> {
    this.notes.set(number, bytes.slice());
  }

  async writeSummary(summary: RecordingSummary): Promise<void> {
    this.summary = JSON.stringify(summary);
  }

  async readSummary(): Promise<RecordingSummary> {
    return parseSummary(JSON.parse(this.summary));
  }

  async readSegment(number: number): Promise<Uint8Array | null> {
    return this.segments.get(number) ?? null;
  }

  async readConsole(number: number): Promise<Uint8Array | null> {
    return this.consoles.get(number) ?? null;
  }

  async readNotes(number: number): Promise<Uint8Array | null> {
    return this.notes.get(number) ?? null;
  }
}

/** States in memory. */
export class MemoryKeyframes implements KeyframeStore {
  readonly states = new Map<string, SavedRun>();
  reads = 0;

  async take(run: Run): Promise<string> {
    const digest = run.digest();
    this.states.set(digest, run.save());
    return digest;
  }

  async read(digest: string): Promise<RestorableRun> {
    this.reads++;
    const saved = this.states.get(digest);
    if (!saved) throw new Error(`there is no state ${digest}`);
    return saved;
  }

  async delete(digest: string): Promise<void> {
    if (!this.states.delete(digest)) throw new Error(`there is no state ${digest}`);
  }
}
