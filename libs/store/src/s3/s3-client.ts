import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Unavailable } from '../errors.ts';
import type { ByteRange } from '../object-store.ts';
import { readBody } from './body.ts';
import type { Deadline } from './deadline.ts';
import type { S3Address } from './s3-url.ts';

/** A page of keys as the server gave it. */
export interface S3Listing {
  readonly objects: readonly { readonly key: string; readonly size: number }[];
  readonly isTruncated: boolean;
}

/** Single requests to one bucket: no prefix, no second attempt, errors as they come. A deadline that is over ends the request under way. */
export class S3Requests {
  readonly #client: S3Client;
  readonly #bucket: string;

  /** `connectTimeout` in ms. */
  constructor({ bucket, endpoint, region, credentials }: S3Address, connectTimeout: number) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      region,
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: connectTimeout },
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    });
  }

  async put(key: string, bytes: Uint8Array, ifNoneMatch: boolean, deadline: Deadline): Promise<void> {
    const condition = ifNoneMatch ? { IfNoneMatch: '*' } : {};
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: bytes, ContentLength: bytes.length, ...condition });
    await this.#client.send(command, { abortSignal: deadline.signal });
  }

  async get(key: string, range: ByteRange | undefined, deadline: Deadline): Promise<Uint8Array> {
    const wanted = range ? { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` } : {};
    const { Body: body, ContentLength: length, ContentRange: given } = await this.#client.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: key, ...wanted }),
      { abortSignal: deadline.signal },
    );
    if (!body) throw new Unavailable(`cannot get '${key}': an answer without a body`, key);
    return readBody(body, range ? lengthOf(given, range, key) : length, key, deadline);
  }

  async head(key: string, deadline: Deadline): Promise<number> {
    const { ContentLength: size } = await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }), { abortSignal: deadline.signal });
    if (size === undefined) throw new Unavailable(`cannot look at '${key}': an answer without a length`, key);
    return size;
  }

  async list(prefix: string, after: string | undefined, limit: number, deadline: Deadline): Promise<S3Listing> {
    const from = after === undefined ? {} : { StartAfter: after };
    const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, MaxKeys: limit, ...from });
    const { Contents: contents = [], IsTruncated: isTruncated, Prefix: echoed } = await this.#client.send(command, { abortSignal: deadline.signal });
    if (isTruncated === undefined || (echoed ?? '') !== prefix) throw new Unavailable(`cannot list '${prefix}': the answer is of something else`, prefix);
    const objects = contents.map(({ Key: key, Size: size }) => {
      if (key === undefined || size === undefined) throw new Unavailable(`cannot list '${prefix}': an object without key or size`, prefix);
      return { key, size };
    });
    return { objects, isTruncated };
  }

  async delete(key: string, deadline: Deadline): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }), { abortSignal: deadline.signal });
  }

  close(): void {
    this.#client.destroy();
  }
}

/** How many bytes a partial answer must have, by its `Content-Range: bytes 0-4/5`. */
function lengthOf(given: string | undefined, { offset, length }: ByteRange, key: string): number {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(given ?? '') ?? [];
  const end = Math.min(offset + length, Number(size));
  if (Number(first) === offset && Number(last) === end - 1) return end - offset;
  throw new Unavailable(`cannot get '${key}': asked for bytes ${offset}..${offset + length - 1}, given '${given ?? 'all'}'`, key);
}
