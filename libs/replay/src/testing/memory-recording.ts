import type { Pages, RestorableRun, SavedRun } from '@reprise/vm';
import type { KeyframeStore, RecordingSink, RecordingSource } from '../recording/ports.ts';
import { parseSummary, type RecordingSummary } from '../recording/summary.ts';

/** A recording in memory. */
export class MemoryRecording implements RecordingSink, RecordingSource {
  readonly segments = new Map<number, Uint8Array>();
  readonly consoles = new Map<number, Uint8Array>();
  summary = '';

  async writeSegment(number: number, bytes: Uint8Array): Promise<void> {
    if (this.segments.has(number)) throw new Error(`segment ${number} is written twice`);
    this.segments.set(number, bytes.slice());
  }

  async writeConsole(number: number, bytes: Uint8Array): Promise<void> {
    this.consoles.set(number, bytes.slice());
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
}

/** States in memory, named by the order in which they came. */
export class MemoryKeyframes implements KeyframeStore {
  readonly states = new Map<string, SavedRun>();
  reads = 0;
  #count = 0;

  async write(saved: SavedRun, parent: string | null): Promise<string> {
    const id = `sha256:${String(this.#count++).padStart(64, '0')}`;
    const before = parent === null ? undefined : this.states.get(parent);
    if (parent !== null && !before) throw new Error(`there is no state ${parent}`);
    this.states.set(id, { state: saved.state, ram: merged(before?.ram, saved.ram), disks: merged(before?.disks, saved.disks) });
    return id;
  }

  async read(id: string): Promise<RestorableRun> {
    this.reads++;
    const saved = this.states.get(id);
    if (!saved) throw new Error(`there is no state ${id}`);
    return saved;
  }

  async delete(id: string): Promise<void> {
    if (!this.states.delete(id)) throw new Error(`there is no state ${id}`);
  }
}

const merged = (before: ReadonlyMap<string, Pages> | undefined, changed: ReadonlyMap<string, Pages>): ReadonlyMap<string, Pages> =>
  new Map([...changed].map(([name, pages]) => [name, new Map([...(before?.get(name) ?? []), ...pages])]));
