import { BadStoreUrl } from '../errors.ts';
import { checkKey } from '../object-store.ts';

/** Where a bucket is and who asks. */
export interface S3Address {
  readonly bucket: string;
  /** Put before every key: '' or a key and '/'. */
  readonly prefix: string;
  /** `http://127.0.0.1:9000`; undefined for Amazon's own of the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: as Amazon's libraries find them (profiles, roles). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string } | undefined;
}

/** Variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PARAMETERS: ReadonlySet<string> = new Set(['endpoint', 'region']);

/**
 * `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`. What the address leaves out comes from the variables that Amazon's tools use:
 * AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION; keys only ever from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
 * AWS_SESSION_TOKEN.
 * @throws BadStoreUrl that says what is wrong
 */
export function parseS3Url(address: string, environment: Environment): S3Address {
  const url = URL.parse(address);
  if (url?.protocol !== 's3:') throw new BadStoreUrl(`'${address}' is not s3://BUCKET/PREFIX?endpoint=URL`);
  if (url.username !== '' || url.password !== '') {
    throw new BadStoreUrl('the address of a store holds no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead');
  }
  if (url.hash !== '' || url.port !== '') throw new BadStoreUrl(`'${address}' is not s3://BUCKET/PREFIX?endpoint=URL: a port belongs to the endpoint`);
  if (!BUCKET.test(url.hostname)) throw new BadStoreUrl(`'${url.hostname}' cannot be the name of a bucket: 3 to 63 of a-z, 0-9, '.' and '-'`);
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.has(name)) throw new BadStoreUrl(`'${name}' is no parameter of an s3: address, only endpoint and region are`);
  }
  return {
    bucket: url.hostname,
    prefix: prefixOf(url.pathname, address),
    endpoint: endpointOf(url.searchParams.get('endpoint') ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']),
    region: url.searchParams.get('region') ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    credentials: credentialsOf(environment),
  };
}

function prefixOf(path: string, address: string): string {
  const prefix = path.replace(/^\//, '').replace(/\/$/, '');
  if (prefix === '') return '';
  try {
    checkKey(prefix);
  } catch {
    throw new BadStoreUrl(`'${prefix}' in '${address}' cannot stand before keys: names of letters, digits, '.', '_' and '-' joined by '/'`);
  }
  return `${prefix}/`;
}

function endpointOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const url = URL.parse(endpoint);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new BadStoreUrl(`the endpoint '${endpoint}' is no http: or https: address`);
  if (url.username !== '' || url.password !== '') throw new BadStoreUrl('the endpoint of a store holds no keys');
  return endpoint;
}

function credentialsOf(environment: Environment): S3Address['credentials'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId) throw new BadStoreUrl('AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not');
  if (!secretAccessKey) throw new BadStoreUrl('AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
