import { size } from '@reprise/contracts';
import { z } from 'zod';

const url = (schemes: readonly string[], example: string) =>
  z.string().refine((text) => schemes.some((scheme) => text.startsWith(scheme)), `expected ${schemes.join(' or ')}, such as ${example}`);

/** The environment of a control plane: docs/service.md. Nothing else of it is read. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number('expected a port').int().min(0).max(65_535).default(7700),
  REDIS_URL: url(['redis://', 'rediss://'], 'redis://127.0.0.1:6379'),
  DATABASE_URL: url(['postgres://', 'postgresql://', 'pglite:'], 'postgres://USER@HOST/NAME or pglite:FOLDER'),
  OBJECT_STORE: url(['file:', 's3:'], 'file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL'),
  REPRISE_WORKER_TOKEN: z.string().regex(/^[\x21-\x7e]{16,512}$/, 'expected a secret of 16 printable characters or more, without spaces'),
  REPRISE_FIRST_KEY: z.string().regex(/^rk_[A-Za-z0-9_-]{43}$/, 'expected rk_ and 43 characters of base64url').optional(),
  REPRISE_MAX_IMAGE: size.default(2 ** 30),
  REPRISE_RATE: z.coerce.number('expected requests a minute').int().min(1).default(6000),
  REPRISE_STREAMS: z.coerce.number('expected streams').int().min(1).default(256),
  REPRISE_GC_GRACE_SECONDS: z.coerce.number('expected seconds').int().min(0).default(86_400),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http://', 'https://'], 'http://127.0.0.1:4318').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Configuration {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly objectStore: string;
  /** What workers show. */
  readonly workerToken: string;
  /** Secret of the first key, where there is none yet; without, one is made. */
  readonly firstKey: string | undefined;
  /** Bytes of an image, at most. */
  readonly maxImageBytes: number;
  /** Requests that a key may make in a minute of one control plane. */
  readonly requestsPerMinute: number;
  /** Consoles and events that a key may follow at a time, at one control plane. */
  readonly streamsPerKey: number;
  /** How long what nothing refers to is kept before it is deleted, in ms. */
  readonly collectionGrace: number;
  /** Where traces go. */
  readonly tracesUrl: string | undefined;
  readonly logLevel: string;
}

/** Why a control plane cannot start: every variable that is wrong, a line each. */
export class BadConfiguration extends Error {
  override name = 'BadConfiguration';
}

/** @throws BadConfiguration naming all that is wrong */
export function parseConfiguration(variables: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const { data, error } = environment.safeParse(given);
  if (!data) {
    const lines = error.issues.map(({ path, message }) => `${path.join('.')}: ${given[String(path[0])] === undefined ? 'is not set; ' : ''}${message}`);
    throw new BadConfiguration(`the environment is not that of a control plane\n  ${lines.join('\n  ')}`);
  }
  return {
    host: data.HOST,
    port: data.PORT,
    redisUrl: data.REDIS_URL,
    databaseUrl: data.DATABASE_URL,
    objectStore: data.OBJECT_STORE,
    workerToken: data.REPRISE_WORKER_TOKEN,
    firstKey: data.REPRISE_FIRST_KEY,
    maxImageBytes: data.REPRISE_MAX_IMAGE,
    requestsPerMinute: data.REPRISE_RATE,
    streamsPerKey: data.REPRISE_STREAMS,
    collectionGrace: data.REPRISE_GC_GRACE_SECONDS * 1000,
    tracesUrl: data.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: data.LOG_LEVEL,
  };
}
