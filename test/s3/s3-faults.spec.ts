import { openStore, PermissionDenied, Unavailable, type ObjectStore, type RetryPorts } from '@reprise/store';
import { bytesOf, conformanceCases, CONFORMANCE_PAGE, faultCases, randomWords } from '@reprise/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import type { S3Server } from './ceph-server.ts';
import { FaultProxy, type ProxyFault } from './fault-proxy.ts';
import { createBucket, environmentOf, s3Server, s3Tools } from './s3-server.ts';

const FAULTS: readonly ProxyFault[] = [
  'latency', 'answer-429', 'answer-500', 'answer-503', 'cut-before', 'cut-after', 'answer-500-after', 'truncate-request', 'truncate-answer', 'flip-request',
];

needsTool(...s3Tools)('S3 behind a network that fails', () => {
  let server: S3Server;
  let proxy: FaultProxy;
  let stores = 0;
  /** What the store has waited, in ms. */
  const waits: number[] = [];
  const ports: RetryPorts = { sleep: async (ms) => void waits.push(ms), random: () => 0.5 };

  beforeAll(async () => {
    server = await s3Server();
    await createBucket(server, 'faults');
    proxy = await FaultProxy.start(server.endpoint);
  });
  afterAll(() => proxy?.stop());

  const storeAt = (endpoint: string, prefix: string, attempts: number, timeout = 5000): ObjectStore =>
    openStore(`s3://faults/${prefix}?endpoint=${endpoint}`, {
      environment: environmentOf(server),
      s3: { pageSize: CONFORMANCE_PAGE, ports, timeout, connectTimeout: 1000, retry: { attempts, base: 100, cap: 3000 } },
    });
  const newPrefix = (): string => `store-${stores++}`;

  describe('and comes right', () => {
    it.each(conformanceCases.filter(({ title }) => /while|prefix|by name|deletes|ifNoneMatch|5000000|at 990/.test(title)))('$title', async ({ title, run }) => {
      const random = randomWords(title.length);
      proxy.plan(() => (random() % 3 === 0 ? FAULTS[random() % FAULTS.length] : undefined), random);
      try {
        await run(storeAt(proxy.endpoint, newPrefix(), 12));
      } catch (error) {
        // an answer that was lost makes a writer's own object look like another's
        if (!title.includes('ifNoneMatch') || !String(error).includes('exists')) throw error;
      }
    });

    it.each(['truncate-request', 'flip-request', 'cut-before', 'cut-after', 'answer-500-after', 'answer-503'] as const)(
      'stores what was given or nothing, whatever arrives (%s)',
      async (fault) => {
        const prefix = newPrefix();
        proxy.plan((number) => (number <= 2 ? fault : undefined), randomWords(3));
        const outcome = await storeAt(proxy.endpoint, prefix, 5).put('packs/1', bytesOf(300_000, 1), { ifNoneMatch: true });
        expect(outcome).toBe(fault === 'cut-after' || fault === 'answer-500-after' ? 'exists' : 'created');
        expect(await storeAt(server.endpoint, prefix, 1).get('packs/1')).toEqual(bytesOf(300_000, 1));
      },
    );
  });

  describe('and does not', () => {
    it.each(FAULTS.filter((fault) => fault !== 'latency'))('gives a named error after so many attempts (%s)', async (fault) => {
      const prefix = newPrefix();
      await storeAt(server.endpoint, prefix, 1).put('packs/1', bytesOf(1000, 1));
      proxy.plan(() => fault, randomWords(4));
      const store = storeAt(proxy.endpoint, prefix, 3);
      waits.length = 0;
      const method = fault.endsWith('request') ? 'put' : 'get';
      const call = method === 'put' ? store.put('packs/2', bytesOf(1000, 2), { ifNoneMatch: true }) : store.get('packs/1');
      await expect(call).rejects.toThrow(Unavailable);
      expect([proxy.requests, waits]).toEqual([3, fault === 'answer-503' ? [1000, 1000] : [50, 100]]);
      expect((await storeAt(server.endpoint, prefix, 1).list('')).objects).toEqual([{ key: 'packs/1', size: 1000 }]);
    });

    it('gives up on a server that says nothing', async () => {
      proxy.plan(() => 'hang');
      await expect(storeAt(proxy.endpoint, newPrefix(), 2, 300).get('packs/1')).rejects.toThrow(Unavailable);
      expect(proxy.requests).toBe(2);
    });

    it('gives up where nobody listens', async () => {
      await expect(storeAt('http://127.0.0.1:1', newPrefix(), 2).head('packs/1')).rejects.toThrow("cannot look at 'packs/1': ECONNREFUSED");
    });

    it('does not try again what is refused', async () => {
      proxy.plan(() => undefined);
      const environment = { ...environmentOf(server), AWS_SECRET_ACCESS_KEY: 'wrong' };
      const store = openStore(`s3://faults/x?endpoint=${proxy.endpoint}`, { environment });
      await expect(store.get('packs/1')).rejects.toThrow(PermissionDenied);
      await expect(store.put('packs/1', bytesOf(1, 1))).rejects.toThrow("cannot put 'packs/1': 403 SignatureDoesNotMatch");
      await expect(openStore(`s3://no-such-bucket?endpoint=${proxy.endpoint}`, { environment: environmentOf(server) }).list('')).rejects.toThrow("there is no bucket 'no-such-bucket'");
      expect(proxy.requests).toBe(3);
    });
  });

  describe('with snapshots', () => {
    it.each(faultCases('short'))('$title', ({ run }) => run(() => storeAt(server.endpoint, newPrefix(), 3)));

    it('comes right, or names the damage, when all goes wrong at once', async () => {
      const random = randomWords(11);
      const faults: readonly ProxyFault[] = [...FAULTS, 'flip-answer'];
      proxy.plan((_, method) => {
        const fault = random() % 4 === 0 ? faults[random() % faults.length] : undefined;
        // an answer's body is what carries no signature; those of other methods are read by the client's library
        return fault === 'flip-answer' && method !== 'GET' ? undefined : fault;
      }, random);
      const snapshots = faultCases('short').filter(({ title }) => title.includes('seed'));
      for (const { run } of snapshots) await run(() => storeAt(proxy.endpoint, newPrefix(), 12));
    });
  });
});
