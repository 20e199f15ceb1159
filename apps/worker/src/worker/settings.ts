import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { name, size } from '@reprise/contracts';

/** What a worker is told by its environment: docs/service.md, "Processes". */
export interface Settings {
  /** Addresses of control planes. */
  readonly urls: readonly string[];
  /** Where wake-ups and news come from; without it, only runs that wait for this worker are taken, within a heartbeat. */
  readonly redis: string | undefined;
  /** The address of the object store. */
  readonly store: string;
  readonly token: string;
  readonly name: string;
  /** Runs at a time. */
  readonly slots: number;
  /** Processes of VMs that wait for a run, at most. */
  readonly spares: number;
  /** A folder for images, and how many bytes of them are kept. */
  readonly cache: string;
  readonly cacheBytes: number;
  /** Between two heartbeats, while there is no news. */
  readonly heartbeatMs: number;
  /** On loopback; 0 = a free one. */
  readonly metricsPort: number;
}

const url = z.string().refine((text) => URL.canParse(text) && /^https?:/.test(text), 'expected http://HOST:PORT');
const count = z.string().regex(/^\d{1,6}$/, 'expected an integer').transform(Number);

const environment = z.object({
  CONTROL_PLANE_URL: z.string().transform((text) => text.split(',').map((part) => part.trim())).pipe(z.array(url).min(1)),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'expected redis://HOST:PORT').optional(),
  OBJECT_STORE: z.string().regex(/^(file|s3):/, 'expected file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL'),
  REPRISE_WORKER_TOKEN: z.string().min(1, 'expected the secret that workers and control planes share'),
  WORKER_NAME: name.optional(),
  WORKER_SLOTS: count.pipe(z.int().min(1).max(256)).optional(),
  WORKER_SPARES: count.pipe(z.int().max(256)).default(4),
  WORKER_CACHE: z.string().min(1).default(join(tmpdir(), 'reprise-cache')),
  WORKER_CACHE_SIZE: size.default(16 * 2 ** 30),
  WORKER_HEARTBEAT_MS: count.pipe(z.int().min(50).max(5000)).default(3000),
  METRICS_PORT: count.pipe(z.int().max(65_535)).default(0),
});

/** What is wrong with the environment: every problem on a line. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** @throws SettingsError */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const { data, error } = environment.safeParse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')));
  if (!data) throw new SettingsError(error.issues.map(({ path, message }) => `${path.join('.')}: ${variables[String(path[0])] ? message : 'it is missing'}`).join('\n'));
  return {
    urls: data.CONTROL_PLANE_URL,
    redis: data.REDIS_URL,
    store: data.OBJECT_STORE,
    token: data.REPRISE_WORKER_TOKEN,
    name: data.WORKER_NAME ?? (hostname().replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 63) || 'worker'),
    slots: data.WORKER_SLOTS ?? availableParallelism(),
    spares: data.WORKER_SPARES,
    cache: data.WORKER_CACHE,
    cacheBytes: data.WORKER_CACHE_SIZE,
    heartbeatMs: data.WORKER_HEARTBEAT_MS,
    metricsPort: data.METRICS_PORT,
  };
}
