/** What jobs ask for, on a worker that is a real process: scripts, input, limits, crashes, forks. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addImage, forkRun, reproduceCrash, type StoredRun } from '@reprise/control';
import type { JobInput } from '@reprise/contracts';
import { FileStore } from '@reprise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, TestControlPlane } from './control-plane.ts';
import { talking } from './guest.ts';
import { WorkerProcess } from './worker-process.ts';

const scratch = mkdtempSync(join(tmpdir(), 'reprise-jobs-'));
const store = join(scratch, 'store');
const sha256 = hash('sha256', talking, 'hex');
let plane: TestControlPlane;
let worker: WorkerProcess;

beforeAll(async () => {
  plane = await TestControlPlane.start();
  await push(talking);
  worker = new WorkerProcess('jobs', { url: plane.url, store, cache: join(scratch, 'cache') }, 4);
});
afterAll(async () => {
  await worker.stop();
  await plane.close();
  rmSync(scratch, { recursive: true });
});

/** Gives the project an image; its digest. */
async function push(bytes: Uint8Array): Promise<string> {
  const digest = hash('sha256', bytes, 'hex');
  await new FileStore(store).put(`images/${digest}`, bytes);
  await addImage(plane.ports, PROJECT, { digest: `sha256:${digest}`, bytes: bytes.length });
  return `sha256:${digest}`;
}

const job = (more: Partial<JobInput>): JobInput => ({ machine: { memory: '16M' }, boot: { kind: 'program', program: `sha256:${sha256}` }, ...more });
const ended = (id: string): Promise<StoredRun> => plane.until(id, ({ endedAt }) => endedAt !== null);

const sha256Of = (text: string): string => hash('sha256', text, 'hex');

describe('a job', () => {
  it.each<[string, Partial<JobInput>, StoredRun['state'], object]>([
    ['with a script', { console: { script: [{ expect: 'ready> ' }, { send: 'hi' }, { expect: 'hi' }, { send: 'q' }] } }, 'succeeded', { reason: 'shutdown', exitCode: 0, consoleSha256: sha256Of('ready> hiq') }],
    ['with input', { console: { input: 'abq' } }, 'succeeded', { reason: 'shutdown', consoleSha256: sha256Of('ready> abq') }],
    ['whose success is a text that did not come', { console: { input: 'abq' }, outcome: { console: 'PASS' } }, 'failed', { exitCode: 0, message: "the guest never wrote 'PASS'" }],
    ['with a limit of instructions', { limits: { instructions: 1000 } }, 'failed', { reason: 'instruction-limit', icount: 1000 }],
    ['with a limit of console output', { console: { input: 'abcdefq' }, limits: { consoleBytes: 10 } }, 'failed', { reason: 'console-limit', consoleSha256: sha256Of('ready> abc') }],
    ['that cannot be', { devices: [{ type: 'no-such-device' }] }, 'failed', { reason: 'job-invalid' }],
  ])('%s ends as it says', async (_, more, state, end) => {
    const run = await ended(await plane.submit(job(more)));
    expect([run.state, run.end]).toMatchObject([state, end]);
  });

  it('boots the firmware that came with the control plane, whatever the worker comes with', async () => {
    const kernel = await push(new Uint8Array(4096)); // which it never comes to
    const run = await ended(await plane.submit(job({ boot: { kind: 'kernel', kernel }, console: { input: 'q' } })));
    expect(run).toMatchObject({ state: 'succeeded', images: { 'bundled:firmware': `sha256:${sha256}` }, end: { exitCode: 0, consoleSha256: sha256Of('ready> q') } });
  });

  it('that crashes is reproduced, and forked from before', async () => {
    const crashed = await ended(await plane.submit(job({ console: { script: [{ expect: 'ready> ' }, { send: 'x!' }] } })));
    expect(crashed).toMatchObject({ state: 'crashed', end: { consoleSha256: sha256Of('ready> x!') } });
    const again = await reproduceCrash(plane.ports, PROJECT, crashed.crash ?? '');
    expect(await ended(again.id)).toMatchObject({ state: 'succeeded', end: { reason: 'reproduced' } });
    const forks = await forkRun(plane.ports, PROJECT, crashed.id, { icount: 10, input: 'zq', count: 2 });
    const [one, other] = await Promise.all(forks.map(({ id }) => ended(id)));
    expect(one).toMatchObject({ state: 'succeeded', end: { exitCode: 0 } });
    expect(other?.end).toEqual(one?.end);
    const [same] = await forkRun(plane.ports, PROJECT, crashed.id, { icount: 10 });
    expect((await ended(same?.id ?? '')).end?.state).toBe(crashed.end?.state);
  });
});
