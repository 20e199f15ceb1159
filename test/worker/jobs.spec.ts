/** What jobs ask for, on a worker that is a real process: scripts, input, limits, crashes, forks. */
import { hash } from 'node:crypto';
import { forkRun, reproduceCrash, type StoredRun } from '@reprise/control';
import type { JobInput } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, type TestControlPlane } from './control-plane.ts';
import { talking } from './guest.ts';
import { Scene } from './scene.ts';

const sha256 = hash('sha256', talking, 'hex');
let scene: Scene;
let plane: TestControlPlane;

beforeAll(async () => {
  scene = await Scene.start();
  ({ plane } = scene);
  await scene.image(talking);
  scene.startWorker('jobs', 4);
});
afterAll(() => scene.close());

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
    const kernel = await scene.image(new Uint8Array(4096)); // which it never comes to
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
