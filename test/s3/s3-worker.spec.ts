/** A worker whose store is an S3 server that fails for a while: its runs come to the same ends. */
import { openStore } from '@reprise/store';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { counting } from '../worker/guest.ts';
import { Scene } from '../worker/scene.ts';
import { FaultProxy, type ProxyFault } from './fault-proxy.ts';
import { createBucket, environmentOf, s3Server, s3Tools } from './s3-server.ts';

const LETTERS = 60;

needsTool(...s3Tools)('a run on a worker whose S3 server fails for a while', () => {
  let proxy: FaultProxy;
  let scene: Scene;

  beforeAll(async () => {
    const server = await s3Server();
    await createBucket(server, 'worker');
    proxy = await FaultProxy.start(server.endpoint);
    Object.assign(process.env, environmentOf(server)); // which workers have as well
    const address = (endpoint: string): string => `s3://worker/runs?endpoint=${endpoint}`;
    scene = await Scene.start({ address: address(proxy.endpoint), store: openStore(address(server.endpoint)) });
  });
  afterEach(() => {
    proxy.plan(() => undefined);
    return scene.clear();
  });
  afterAll(async () => {
    await scene?.close();
    await proxy?.stop();
  });

  it.each<[title: string, fault: ProxyFault, requests: number]>([
    ['shorter than anybody gives up', 'answer-500', 3],
    ['so that answers are lost', 'answer-500-after', 3],
    ['longer than a worker tries', 'cut-before', 60],
  ])('%s comes to the same end', async (_, fault, requests) => {
    const { plane } = scene;
    const whole = await scene.job(counting(LETTERS));
    scene.startWorker('s3');
    const undisturbed = await scene.endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await scene.further(id, 3);
    const over = new Promise<void>((resolve) => {
      proxy.plan((number) => {
        if (number > requests) resolve();
        return number > requests ? undefined : fault;
      });
    });
    const isLong = requests > 3;
    // whoever waits after a fault need not wait for long here
    const hurry = setInterval(() => plane.skip(isLong ? 1000 : 0), 100);
    await over;
    const end = await scene.endOf(id);
    clearInterval(hurry);
    expect(end).toEqual(undisturbed);
    const { attempts } = await plane.run(id);
    expect(attempts > 0).toBe(isLong);
  });
});
