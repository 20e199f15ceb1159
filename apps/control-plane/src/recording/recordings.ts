import { Inject, Injectable } from '@nestjs/common';
import type { Head, RecordingExport } from '@reprise/contracts';
import { getRun, segmentOf, type Ports, type StoredRun } from '@reprise/control';
import { listAll, type ObjectInfo, type ObjectStore, Packs, packKey, readSnapshot, snapshotKey } from '@reprise/store';
import { PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { byteAnswer } from '../http/byte-range.ts';
import { readObject } from '../http/read-object.ts';
import { RequestProblem } from '../http/request-problem.ts';
import { imagesOf, readRunFile, type RunFile } from './run-file.ts';

/** The recordings of runs, as far as the record says that they are stored, in the form that a folder of one's own has. */
@Injectable()
export class Recordings {
  readonly #ports: Ports;
  readonly #store: ObjectStore;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore) {
    this.#ports = ports;
    this.#store = store;
  }

  /** @throws ControlError run.not_found; RequestProblem recording.empty */
  async list({ project }: Caller, reference: string): Promise<RecordingExport> {
    const run = await getRun(this.#ports, project, reference);
    const objects = await this.#objects(run);
    const listed = [...objects].map(([path, { size }]) => ({ path, bytes: size }));
    return { run: run.id, objects: listed, bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** @throws ControlError run.not_found; RequestProblem recording.empty, recording.not_found */
  async read({ project }: Caller, reference: string, path: string, range: string | undefined): Promise<Response> {
    const run = await getRun(this.#ports, project, reference);
    const head = headOf(run);
    if (path === 'run.json') {
      const bytes = await this.#runJson(run.id, head);
      return byteAnswer(range, bytes.length, async function* ({ from, to }) { yield bytes.subarray(from, to); });
    }
    const key = keyOfSegment(run.id, head, path) ?? (await this.#objects(run)).get(path)?.key;
    if (key === undefined) throw new RequestProblem(404, 'recording.not_found', `the recording of run ${run.id} has no '${path.slice(0, 120)}': GET its list`);
    const { size } = await this.#store.head(key);
    return byteAnswer(range, size, (stretch) => readObject(this.#store, key, stretch));
  }

  /** What the folder has: where it is in the store, by its path there. */
  async #objects({ id, head: stored }: Pick<StoredRun, 'id' | 'head'>): Promise<ReadonlyMap<string, ObjectInfo>> {
    const head = headOf({ id, head: stored });
    const found = new Map<string, ObjectInfo>([['run.json', { key: '', size: (await this.#runJson(id, head)).length }]]);
    for (const { epoch, from, to } of head.parts) {
      const prefix = `runs/${id}/${epoch}/`;
      for await (const object of listAll(this.#store, prefix)) {
        const path = object.key.slice(prefix.length);
        const segment = segmentOf(path);
        if (path === 'crash.json' || (segment !== undefined && segment >= from && segment < to)) found.set(path, object);
      }
    }
    const shared = [...imagesOf(await this.#runFile(id, head)), ...(await this.#ofStates(head.states))];
    for (const key of new Set(shared)) found.set(key, await this.#store.head(key));
    return found;
  }

  /** Keys of snapshots, and of the packs that they are in. */
  async #ofStates(states: readonly string[]): Promise<string[]> {
    const packs = new Packs(this.#store);
    const snapshots = await Promise.all(states.map((state) => readSnapshot(packs, state)));
    return [...states.map(snapshotKey), ...snapshots.flatMap((snapshot) => snapshot.packs.map(({ id }) => packKey(id)))];
  }

  /** run.json as of the head that the record has, in one part. */
  async #runJson(run: string, head: Head): Promise<Uint8Array> {
    const { configuration, recording } = await this.#runFile(run, head);
    const summary = { ...recording, segments: head.parts.at(-1)?.to ?? 0, head: head.seal, keyframes: head.keyframes };
    return Buffer.from(`${JSON.stringify({ configuration, recording: summary }, null, 1)}\n`);
  }

  #runFile(run: string, { parts }: Head): Promise<RunFile> {
    return readRunFile(this.#store, run, parts.at(-1)?.epoch ?? 0);
  }
}

/** @throws RequestProblem recording.empty */
function headOf({ id, head }: Pick<StoredRun, 'id' | 'head'>): Head {
  if (head && head.parts.length > 0) return head;
  throw new RequestProblem(404, 'recording.empty', `nothing of run ${id} is stored yet`);
}

function keyOfSegment(run: string, head: Head, path: string): string | undefined {
  const segment = segmentOf(path);
  const part = segment === undefined ? undefined : head.parts.find(({ from, to }) => from <= segment && segment < to);
  return part && `runs/${run}/${part.epoch}/${path}`;
}
