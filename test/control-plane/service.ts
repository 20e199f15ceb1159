/** A control plane of a test's own, in this process, on real parts: a Redis, a record in memory, a store in a fresh folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication, openParts, parseConfiguration, type Parts } from '@reprise/control-plane';
import type { Role } from '@reprise/contracts';
import { createKey } from '@reprise/control';
import supertest from 'supertest';
import { startRedis, type RedisServer } from '../redis/redis-server.ts';

export const WORKER_TOKEN = 'the-token-of-the-workers-of-a-test';

export interface Service {
  readonly url: string;
  readonly parts: Parts;
  readonly redis: RedisServer;
  /** Folder of the store. */
  readonly store: string;
  /** Secret of a key of a project, made when it is first asked for. */
  key(role?: Role, project?: string): Promise<string>;
  /** Calls as whoever has this secret, or as nobody. */
  as(secret?: string): ReturnType<typeof supertest.agent>;
  close(): Promise<void>;
}

export async function startService(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  const redis = await startRedis();
  const store = mkdtempSync(join(tmpdir(), 'reprise-store-'));
  const configuration = parseConfiguration({
    PORT: '0', REDIS_URL: redis.url, DATABASE_URL: 'pglite:', OBJECT_STORE: `file:${store}`, REPRISE_WORKER_TOKEN: WORKER_TOKEN, LOG_LEVEL: 'silent', ...environment,
  });
  const parts = await openParts(configuration);
  const application = await createApplication(configuration, parts);
  await application.listen(configuration.port, configuration.host);
  const url = await application.getUrl();
  const keys = new Map<string, Promise<string>>();
  return {
    url,
    parts,
    redis,
    store,
    key: (role = 'operator', project = 'default') => {
      const id = `${role} ${project}`;
      const secret = keys.get(id) ?? createKey(parts.ports, project, { role, name: role }).then((created) => created.secret);
      keys.set(id, secret);
      return secret;
    },
    as: (secret) => {
      const agent = supertest.agent(url);
      return secret === undefined ? agent : agent.set('Authorization', `Bearer ${secret}`);
    },
    close: async () => {
      await application.close();
      await redis.remove();
      rmSync(store, { recursive: true, force: true });
    },
  };
}
