/** A project that has one of everything, for tests that look at all of it. */
import { hash } from 'node:crypto';
import { Service as Client } from '@reprise/api-client';
import { Packs, SnapshotWriter } from '@reprise/store';
import { ToyMachine } from '@reprise/store/testing';
import { FakeVm, startWorker, type FakeWorker } from './fake-worker.ts';
import type { Service } from './service.ts';

export const job = { boot: { kind: 'linux', command: 'true' } } as const;
export const digestOf = (bytes: Uint8Array): string => `sha256:${hash('sha256', bytes)}`;

export interface World {
  readonly worker: FakeWorker;
  /** An ended run with a console, an artefact, a crash and a snapshot. */
  readonly run: string;
  readonly command: string;
  readonly batch: string;
  readonly crash: string;
  /** States of two snapshots. */
  readonly snapshots: readonly [string, string];
  /** Digest. */
  readonly image: string;
  readonly upload: string;
  readonly key: string;
}

/** The record of a crash, as far as the service looks at it. */
export const crashRecord = (state: string, title = 'Oops') => ({ format: 'reprise-crash', version: 1, icount: 1000, state, signature: { id: hash('sha256', title).slice(0, 16), title, frames: ['f'] } });

/** Stores two states of a machine. */
export async function twoSnapshots({ parts: { store } }: Service, seed: number): Promise<readonly [string, string]> {
  const machine = new ToyMachine(seed);
  const writer = SnapshotWriter.begin(new Packs(store), machine.memory);
  machine.run(20);
  await writer.write(machine.save());
  const first = writer.last?.id ?? '';
  machine.run(5);
  await writer.write(machine.save());
  return [first, writer.last?.id ?? ''];
}

export async function makeWorld(service: Service, project = 'default'): Promise<World> {
  const client = new Client({ urls: [service.url], key: await service.key('operator', project) });
  const worker = await startWorker(service, `worker-of-${project}`);
  const snapshots = await twoSnapshots(service, project.length);
  const other = await FakeVm.claim(service, worker, (await client.runs.create(job)).id);
  await other.write('x');
  await other.end({ state: snapshots[0] });
  const vm = await FakeVm.claim(service, worker, (await client.runs.create(job)).id);
  const { id: command } = await client.runs.input(vm.run, Buffer.from('a'));
  await vm.write('hello\n', [{ command, error: null, result: {} }]);
  await service.parts.store.put(`runs/${vm.run}/1/artefacts/out`, Buffer.from('result'));
  const artefacts = [{ name: 'out', sha256: hash('sha256', 'result'), bytes: 6 }];
  await vm.end({ state: snapshots[1], reason: 'crashed' }, { state: 'crashed', crash: crashRecord(snapshots[1]), artefacts });
  const { id: batch } = await client.createBatch({ job: { boot: { kind: 'linux', command: 'echo ${word}' } }, matrix: { word: ['a', 'b'] } });
  const bytes = Buffer.from(`an image of ${project}`);
  const image = await client.images.push({ digest: digestOf(bytes), bytes: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) }, 'kernel', () => undefined);
  const begun = await service.as(await service.key('operator', project)).post('/v1/uploads').send({ digest: digestOf(Buffer.from(`${project}!`)), bytes: project.length + 1 }).expect(200);
  // An answer that says where the upload is.
  const { upload } = begun.body as { readonly upload: { readonly id: string } };
  const admin = new Client({ urls: [service.url], key: await service.key('admin', project) });
  const { key } = await admin.createKey({ role: 'viewer', name: 'looker' });
  return { worker, run: vm.run, command, batch, crash: (await client.runs.get(vm.run)).crash ?? '', snapshots, image: image.digest, upload: upload.id, key: key.id };
}
