import assert from 'node:assert/strict';
import { batchSpecification, type BatchInput } from '@reprise/contracts';
import { writeAudit, listAudit } from '../audit/write-audit.ts';
import { createBatch } from '../batch/create-batch.ts';
import { getBatch, listBatches } from '../batch/get-batch.ts';
import { batchResults } from '../batch/results.ts';
import { getCrash, listCrashes, listCrashGroups } from '../crash/get-crash.ts';
import { reportRepro, reproduceCrash, reproduceRun } from '../crash/reproduce.ts';
import { addImage, deleteImage, getImage, listImages, nameImage } from '../image/images.ts';
import { advanceUpload, createUpload, finishUpload, getUpload } from '../image/uploads.ts';
import { createFirstKey, createKey, listKeys, revokeKey, verifyKey } from '../key/keys.ts';
import type { Bundled } from '../ports.ts';
import { claimRun } from '../run/claim-run.ts';
import { createRun } from '../run/create-run.ts';
import { deleteRun } from '../run/delete-run.ts';
import { endRun } from '../run/end-run.ts';
import { getRun } from '../run/get-run.ts';
import { listRuns } from '../run/list-runs.ts';
import { cancelRun } from '../run/cancel-run.ts';
import { getWorker, listWorkers } from '../worker/list-workers.ts';
import { registerWorker } from '../worker/register-worker.ts';
import { bundled, crashRecordOf, endOf, fails, headOf, jobOf, PROJECT, stateOf, type RecordCase, type World } from './world.ts';

const batchOf = (batch: BatchInput) => batchSpecification.parse(batch);
const boot = { kind: 'linux', command: 'echo ${word}' };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function crashed(world: World, signature: string, title?: string): Promise<string> {
  const run = await world.running(await world.worker());
  await endRun(world.ports, run.id, endOf({ state: 'crashed', head: headOf([1, 1]), crash: crashRecordOf(signature, title), end: { reason: 'crashed', exitCode: null, state: stateOf(0xdead) } }));
  return run.id;
}

export const resourceCases: readonly RecordCase[] = [
  {
    title: 'a batch is a run for every combination, found by its labels, with results in their order',
    run: async (world) => {
      const batch = await createBatch(world.ports, PROJECT, batchOf({ job: { boot, seed: '${seed}' }, matrix: { word: ['a', 'b'], seed: [1, 2, 3] }, labels: { team: 'x' } }));
      const { counts } = await getBatch(world.ports, PROJECT, batch.id);
      assert.deepEqual([batch.size, batch.state, counts], [6, 'ready', { pending: 6 }]);
      const { items } = await listRuns(world.ports, PROJECT, { batch: batch.id, labels: { word: 'b', seed: '2', team: 'x' } });
      assert.deepEqual(items.map(({ job }) => [job.seed, job.boot]), [['2', { kind: 'linux', command: 'echo b' }]]);
      const results = await all(batchResults(world.ports, PROJECT, batch.id));
      assert.deepEqual(results.map(({ values }) => `${values['word']}${values['seed']}`), ['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
      assert.deepEqual((await listBatches(world.ports, PROJECT)).items.map(({ id }) => id), [batch.id]);
      await assert.rejects(getBatch(world.ports, 'stranger', batch.id), fails('batch.not_found'));
    },
  },
  {
    title: 'a batch that forks runs its base, then a fork of its end for each combination, once',
    run: async (world) => {
      const spec = batchOf({ job: { boot: { kind: 'linux' } }, matrix: { n: [1, 2, 3] }, fork: { from: { console: '# ' }, input: 'echo ${n}\n' } });
      const batch = await createBatch(world.ports, PROJECT, spec);
      assert.deepEqual([batch.state, batch.size], ['booting', 3]);
      const assignment = await claimRun(world.ports, await world.worker(), batch.base ?? '');
      assert.deepEqual(assignment.until, { console: '# ' });
      await endRun(world.ports, batch.base ?? '', endOf({ head: headOf([1, 2]), end: { state: stateOf(42), icount: 1234 } }));
      await endRun(world.ports, batch.base ?? '', endOf({ head: headOf([1, 2]), end: { state: stateOf(42), icount: 1234 } }));
      const { batch: ready, counts } = await getBatch(world.ports, PROJECT, batch.id);
      assert.deepEqual([ready.state, counts], ['ready', { succeeded: 1, pending: 3 }]);
      const { items } = await listRuns(world.ports, PROJECT, { batch: batch.id, states: ['pending'] });
      assert.deepEqual(items.map(({ forkInput, origin }) => [forkInput, origin]).toReversed(), [1, 2, 3].map((n) => [`echo ${n}\n`, { run: batch.base, icount: 1234, state: stateOf(42) }]));
      assert.equal((await all(batchResults(world.ports, PROJECT, batch.id))).length, 3);
    },
  },
  {
    title: 'a batch whose base does not get there has failed, and says why',
    run: async (world) => {
      const spec = batchOf({ job: { boot: { kind: 'linux' } }, matrix: { n: [1] }, fork: { from: { instructions: 5 }, input: '${n}' } });
      const batch = await createBatch(world.ports, PROJECT, spec);
      await cancelRun(world.ports, PROJECT, batch.base ?? '');
      const { batch: failed } = await getBatch(world.ports, PROJECT, batch.id);
      assert.equal(failed.state, 'failed');
      assert.match(failed.message ?? '', /ended as cancelled/);
    },
  },
  {
    title: 'a batch that cannot be is refused whole',
    run: async (world) => {
      const refused: readonly (readonly [BatchInput, Parameters<typeof fails>[0]])[] = [
        [{ job: { boot, seed: '${seed}' }, matrix: { word: ['a'], seed: [1, -1] } }, 'batch.invalid'],
        [{ job: { boot }, matrix: { word: ['a'], unused: [1] } }, 'batch.invalid'],
        [{ job: { boot }, matrix: { word: ['a'] }, fork: { from: { instructions: 5 }, input: '' } }, 'batch.invalid'],
        [{ job: { boot, disks: [{ id: 'a', image: '${word}' }] }, matrix: { word: ['nothing'] } }, 'image.not_found'],
        [{ job: { boot: { kind: 'linux' } }, matrix: { n: [1] }, fork: { from: { snapshot: 'nothing' }, input: '${n}' } }, 'snapshot.not_found'],
        [{ job: { boot, seed: '${seed}' }, matrix: { word: Array.from({ length: 101 }, String), seed: Array.from({ length: 100 }, (_, n) => n) } }, 'batch.too_large'],
      ];
      for (const [batch, code] of refused) await assert.rejects(createBatch(world.ports, PROJECT, batchOf(batch)), fails(code));
      assert.deepEqual([(await listRuns(world.ports, PROJECT, {})).items, (await listBatches(world.ports, PROJECT)).items], [[], []]);
    },
  },
  {
    title: 'crashes are grouped by signature, the latest group first, and members are listed',
    run: async (world) => {
      const [a, b] = ['a'.repeat(16), 'b'.repeat(16)];
      const runs = [await crashed(world, a, 'old title'), await crashed(world, b), await crashed(world, a, 'new title')];
      const { items } = await listCrashGroups(world.ports, PROJECT);
      assert.deepEqual(items.map(({ signature, count, title }) => [signature, count, title]), [[a, 2, 'new title'], [b, 1, 'panic']]);
      const members = (await listCrashes(world.ports, PROJECT, { signature: a })).items;
      assert.deepEqual(members.map(({ run }) => run), [runs[2], runs[0]]);
      assert.deepEqual((await getCrash(world.ports, PROJECT, members[1]?.id ?? '')).record, crashRecordOf(a, 'old title'));
      assert.equal((await getRun(world.ports, PROJECT, runs[0] ?? '')).crash, members[1]?.id);
      const first = await listCrashGroups(world.ports, PROJECT, { limit: 1 });
      assert.deepEqual((await listCrashGroups(world.ports, PROJECT, { limit: 1, cursor: first.next ?? '' })).items.map(({ signature }) => signature), [b]);
      assert.deepEqual((await listCrashGroups(world.ports, 'stranger')).items, []);
      await assert.rejects(getCrash(world.ports, 'stranger', members[0]?.id ?? ''), fails('crash.not_found'));
      await deleteRun(world.ports, PROJECT, runs[0] ?? '');
      assert.equal((await listCrashGroups(world.ports, PROJECT)).items[0]?.count, 1);
    },
  },
  {
    title: 'a crash record that is none ends nothing',
    run: async (world) => {
      const run = await world.running(await world.worker());
      await assert.rejects(endRun(world.ports, run.id, endOf({ state: 'crashed', crash: { ...crashRecordOf('zz') } })), fails('crash.invalid'));
      assert.equal((await getRun(world.ports, PROJECT, run.id)).state, 'running');
    },
  },
  {
    title: 'a crash is reproduced by a run of the same key, which says whether it came to the same state',
    run: async (world) => {
      const run = await crashed(world, 'a'.repeat(16));
      const { crash, key } = await getRun(world.ports, PROJECT, run);
      for (const same of [true, false]) {
        const repro = await reproduceCrash(world.ports, PROJECT, crash ?? '');
        const assignment = await claimRun(world.ports, await world.worker(), repro.id);
        assert.deepEqual([repro.key, assignment.task, assignment.origin, assignment.originHead], [key, 'repro', { run, icount: 5000, state: stateOf(0xdead) }, headOf([1, 1])]);
        await reportRepro(world.ports, repro.id, { epoch: 1, same, expected: stateOf(0xdead), found: stateOf(same ? 0xdead : 1), icount: 5000, message: null });
        const { state, end } = await getRun(world.ports, PROJECT, repro.id);
        assert.deepEqual([state, end?.reason], same ? ['succeeded', 'reproduced'] : ['failed', 'diverged']);
      }
      await assert.rejects(reproduceRun(world.ports, PROJECT, (await world.submit()).id), fails('run.not_ended'));
    },
  },
  {
    title: 'keys are known by their secret, which the record has not, until they are revoked',
    run: async (world) => {
      const [first, ...others] = (await Promise.all([1, 2, 3].map(() => createFirstKey(world.ports, PROJECT)))).toSorted((a, b) => Number(b !== undefined) - Number(a !== undefined));
      assert.deepEqual(others, [undefined, undefined]);
      assert.equal(await createFirstKey(world.ports, PROJECT), undefined);
      assert.equal((await verifyKey(world.ports, first?.secret ?? '')).role, 'admin');
      const { key, secret } = await createKey(world.ports, PROJECT, { name: 'ci', role: 'viewer' });
      assert.deepEqual(await verifyKey(world.ports, secret), key);
      assert.equal(JSON.stringify(await listKeys(world.ports, PROJECT)).includes(secret.slice(3)), false);
      for (const wrong of ['', 'rk_', `${secret}x`, secret.toLowerCase(), `rk_${'A'.repeat(43)}`]) await assert.rejects(verifyKey(world.ports, wrong), fails('key.unknown'));
      await assert.rejects(revokeKey(world.ports, 'stranger', key.id), fails('key.not_found'));
      await revokeKey(world.ports, PROJECT, key.id);
      await assert.rejects(revokeKey(world.ports, PROJECT, key.id), fails('key.not_found'));
      await assert.rejects(verifyKey(world.ports, secret), fails('key.unknown'));
      assert.deepEqual((await listKeys(world.ports, PROJECT)).items.map(({ name, revokedAt }) => [name, revokedAt]), [['ci', world.clock.now()], ['first', null]]);
      await assert.rejects(createKey(world.ports, PROJECT, { name: 'x', role: 'admin' }, 'short'), fails('key.invalid'));
    },
  },
  {
    title: 'images have names in their project, and jobs get their digests',
    run: async (world) => {
      const [one, two] = [stateOf(1), stateOf(2)];
      await addImage(world.ports, PROJECT, { digest: one, bytes: 10, name: 'kernel' });
      await addImage(world.ports, PROJECT, { digest: one, bytes: 10 });
      await addImage(world.ports, PROJECT, { digest: two, bytes: 20 });
      assert.deepEqual((await listImages(world.ports, PROJECT)).items.map(({ digest, names }) => [digest, names]), [[one, ['kernel']], [two, []]]);
      const job = { boot: { kind: 'kernel', kernel: 'kernel', initrd: two } } as const;
      const before = await world.submit(job);
      await nameImage(world.ports, PROJECT, two, 'kernel');
      const after = await world.submit(job);
      assert.deepEqual((await getRun(world.ports, PROJECT, before.id)).images, { 'bundled:firmware': bundled['bundled:firmware'], kernel: one, [two]: two });
      assert.deepEqual((await getRun(world.ports, PROJECT, after.id)).images, { 'bundled:firmware': bundled['bundled:firmware'], kernel: two, [two]: two });
      assert.notEqual(before.key, after.key);
      await assert.rejects(getImage(world.ports, 'stranger', two), fails('image.not_found'));
      await assert.rejects(world.submit(job, 'stranger'), fails('image.not_found'));
      await assert.rejects(deleteImage(world.ports, PROJECT, one), fails('image.in_use'));
      await cancelRun(world.ports, PROJECT, before.id);
      await deleteImage(world.ports, PROJECT, one);
      assert.deepEqual(await world.record.images.kept({ limit: 10, after: undefined }), [one, two, bundled['bundled:firmware']]); // of a run that is kept
      await deleteRun(world.ports, PROJECT, before.id);
      assert.deepEqual(await world.record.images.kept({ limit: 10, after: undefined }), [two, bundled['bundled:firmware']]);
      await deleteImage(world.ports, PROJECT, 'kernel');
      await assert.rejects(getImage(world.ports, PROJECT, 'kernel'), fails('image.not_found'));
      assert.deepEqual((await getImage(world.ports, PROJECT, two)).names, []);
    },
  },
  {
    title: 'what comes with Reprise is an image of the runs that boot it, and part of their keys',
    run: async (world) => {
      const linux = { boot: { kind: 'linux', command: 'true' } } as const;
      const { id, key } = await world.submit(linux);
      assert.deepEqual((await getRun(world.ports, PROJECT, id)).images, bundled);
      const upgraded = (image: keyof Bundled) => createRun({ ...world.ports, bundled: { ...bundled, [image]: stateOf(0xc) } }, PROJECT, jobOf(linux));
      const later = await Promise.all([upgraded('bundled:firmware'), upgraded('bundled:kernel'), upgraded('bundled:initrd')]);
      assert.equal(new Set([key, ...later.map((run) => run.key)]).size, 4);
      assert.equal((await world.submit(linux)).key, key);
      await addImage(world.ports, PROJECT, { digest: stateOf(1), bytes: 10 });
      const program = { kind: 'program', program: stateOf(1) } as const;
      const [bare, hosted] = [await world.submit({ boot: program }), await world.submit({ boot: { ...program, bios: 'default' } })];
      assert.deepEqual(Object.keys((await getRun(world.ports, PROJECT, bare.id)).images), [stateOf(1)]);
      assert.deepEqual(Object.keys((await getRun(world.ports, PROJECT, hosted.id)).images), ['bundled:firmware', stateOf(1)]);
    },
  },
  {
    title: 'an upload goes on from where it is, for one of those who send',
    run: async (world) => {
      const upload = await createUpload(world.ports, PROJECT, { digest: stateOf(1), bytes: 10, name: 'x' });
      const parts = await Promise.allSettled([advanceUpload(world.ports, upload, 0, 4), advanceUpload(world.ports, upload, 0, 6)]);
      assert.deepEqual(parts.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      const now = await getUpload(world.ports, PROJECT, upload.id);
      await assert.rejects(advanceUpload(world.ports, now, now.offset, 11), fails('upload.changed'));
      const done = await advanceUpload(world.ports, now, now.offset, 10 - now.offset);
      assert.deepEqual([done.offset, done.parts], [10, 2]);
      await finishUpload(world.ports, done);
      await assert.rejects(getUpload(world.ports, PROJECT, upload.id), fails('upload.not_found'));
      assert.deepEqual((await getImage(world.ports, PROJECT, 'x')).bytes, 10);
    },
  },
  {
    title: 'workers are listed while they are heard of, and found by id or name',
    run: async (world) => {
      const [one, two] = [await world.worker('one'), await world.worker('two')];
      assert.deepEqual((await listWorkers(world.ports)).map(({ name }) => name), ['one', 'two']);
      assert.equal((await getWorker(world.ports, two)).name, 'two');
      assert.equal((await getWorker(world.ports, 'one')).id, one);
      world.clock.advance(11 * 60_000);
      await registerWorker(world.ports, { id: two, name: 'two', slots: 1, version: '1', host: 'here' });
      assert.deepEqual((await listWorkers(world.ports)).map(({ name, slots }) => [name, slots]), [['two', 1]]);
      await assert.rejects(getWorker(world.ports, 'one'), fails('worker.not_found'));
    },
  },
  {
    title: 'the audit has what was done in a project, the newest first',
    run: async (world) => {
      const entry = { project: PROJECT, key: 'k_1', action: 'POST /v1/runs', target: 'r_1', outcome: '201', details: { n: 1 } };
      await writeAudit(world.ports, entry);
      await writeAudit(world.ports, { ...entry, action: 'DELETE /v1/runs/r_1', details: { text: 'a\0b' } });
      const { items } = await listAudit(world.ports, PROJECT);
      assert.deepEqual(items.map(({ action, details }) => [action, details]), [['DELETE /v1/runs/r_1', { text: 'a\uFFFDb' }], ['POST /v1/runs', { n: 1 }]]);
      assert.deepEqual((await listAudit(world.ports, 'stranger')).items, []);
    },
  },
  {
    title: 'what a transaction wrote is gone when it throws',
    run: async (world) => {
      const run = await world.submit();
      const before = await getRun(world.ports, PROJECT, run.id);
      await assert.rejects(world.record.transaction(async ({ runs, events }) => {
        assert.equal(await runs.replace(before, { ...before, version: 2, priority: 1, attempts: 9 }), true);
        await events.insert([{ run: run.id, seq: 2, at: 0, kind: 'state', data: {} }]);
        throw new Error('no');
      }), /^Error: no$/);
      assert.deepEqual(await getRun(world.ports, PROJECT, run.id), before);
      assert.equal((await world.record.events.list(run.id, 0, 10)).length, 1);
    },
  },
];
