/** The whole service as processes of this machine: Redis, the record, control planes, workers, a store. All of them can be killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run/paths.ts';
import { eventually } from './eventually.ts';
import { freePorts } from './free-ports.ts';
import { startRedis, type RedisServer } from '../redis/redis-server.ts';
import { Part } from './part.ts';
import { ServiceClient } from './service-client.ts';
import { SmallDisk } from './small-disk.ts';

export interface ServiceOptions {
  readonly workers: number;
  readonly slots: number;
  /** More than one need a server of PostgreSQL. */
  readonly controlPlanes?: number;
  /** `postgres://..`; without, PGlite in the one control plane. */
  readonly database?: string;
  /** Without, a folder on a disk of its own where this user may mount one. */
  readonly store?: { readonly url: string; readonly environment: Readonly<Record<string, string>> };
  /** The module of a worker, default that which tsc wrote. */
  readonly workerModule?: string;
  /** More arguments of Node, for control planes and workers. */
  readonly nodeArguments?: readonly string[];
}

const STORE_BYTES = 512 * 2 ** 20;
const FIRST_KEY = `rk_${'k'.repeat(43)}`;
const TOKEN = 'a-token-of-workers-in-tests';

export class Service {
  readonly folder: string;
  readonly client: ServiceClient;
  readonly redis: RedisServer;
  readonly controlPlanes: readonly Part[];
  readonly workers: readonly Part[];
  /** Undefined where the store is no folder of ours. */
  readonly disk: SmallDisk | undefined;

  private constructor(folder: string, redis: RedisServer, planePorts: readonly number[], options: ServiceOptions) {
    const log = (name: string): string => join(folder, `${name}.log`);
    const urls = planePorts.map((port) => `http://127.0.0.1:${port}`);
    this.folder = folder;
    this.redis = redis;
    this.disk = options.store ? undefined : SmallDisk.make(join(folder, 'store'), STORE_BYTES);
    const shared = {
      REDIS_URL: redis.url,
      OBJECT_STORE: options.store?.url ?? `file:${join(folder, 'store')}`,
      REPRISE_WORKER_TOKEN: TOKEN,
      ...options.store?.environment,
    };
    this.client = new ServiceClient(urls, FIRST_KEY);
    this.controlPlanes = planePorts.map((port, index) => new Part({
      name: `control plane ${index + 1}`,
      command: [process.execPath, ...(options.nodeArguments ?? []), join(root, 'apps/control-plane/dist/main.js')],
      environment: { ...shared, DATABASE_URL: options.database ?? `pglite:${join(folder, 'record')}`, HOST: '127.0.0.1', PORT: `${port}`, REPRISE_FIRST_KEY: FIRST_KEY, REPRISE_RATE: '1000000' },
      log: log(`control-plane-${index + 1}`),
    }));
    this.workers = Array.from({ length: options.workers }, (_, index) => new Part({
      name: `worker ${index + 1}`,
      command: [process.execPath, ...(options.nodeArguments ?? []), join(root, options.workerModule ?? 'apps/worker/dist/main.js')],
      environment: { ...shared, CONTROL_PLANE_URL: urls.join(','), WORKER_NAME: `worker-${index + 1}`, WORKER_SLOTS: `${options.slots}`, WORKER_CACHE: join(folder, `cache-${index + 1}`) },
      log: log(`worker-${index + 1}`),
    }));
  }

  /** Starts everything, and waits until all workers are there. */
  static async start(options: ServiceOptions): Promise<Service> {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-faults-'));
    const service = new Service(folder, await startRedis('--maxmemory-policy', 'noeviction'), await freePorts(options.controlPlanes ?? 1), options);
    try {
      for (const plane of service.controlPlanes) plane.start();
      await service.#whileRunning(service.controlPlanes, 'the control planes are ready', () => service.client.isReady());
      for (const worker of service.workers) worker.start();
      await service.#whileRunning(service.workers, 'all workers are there', async () => (await service.client.workers()).length === options.workers);
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  get parts(): readonly Part[] {
    return [...this.workers, ...this.controlPlanes];
  }

  /** What Redis answers to one command. */
  redisSays(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(this.redis.url).port), '127.0.0.1', () => socket.write(`${command}\r\n`));
      socket.once('data', (answer) => {
        resolve(String(answer));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  }

  /** Drains the workers, ends everything, and takes the data away. Answers the workers' exit statuses. */
  async stop(): Promise<(number | null)[]> {
    for (const part of this.parts) part.signal('SIGCONT');
    const statuses = await Promise.all(this.workers.map((worker) => worker.end('SIGTERM')));
    await Promise.all(this.controlPlanes.map((plane) => plane.end('SIGTERM')));
    await this.redis.remove();
    this.disk?.unmount();
    rmSync(this.folder, { recursive: true, force: true });
    return statuses;
  }

  async #whileRunning(parts: readonly Part[], what: string, look: () => Promise<boolean>): Promise<void> {
    await eventually(what, async () => {
      const ended = parts.find((part) => !part.isRunning);
      if (ended) throw new Error(`${ended.name} has ended:\n${ended.lastWords()}`);
      return (await look()) || undefined;
    }, 60_000);
  }
}
