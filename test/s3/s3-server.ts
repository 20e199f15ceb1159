import { request } from 'node:http';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import type { S3Server } from './ceph-server.ts';

/** The tools that a spec which uses the server needs: for `needsTool`. */
export const s3Tools = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph'] as const;

/** The S3 server that all specs share: the first call starts it, which takes some 15 s. */
export async function s3Server(): Promise<S3Server> {
  const text = await new Promise<string>((resolve, reject) => {
    request(inject('s3Starter'), (response) => {
      const parts: string[] = [];
      response.setEncoding('utf8').on('data', (part: string) => parts.push(part));
      response.on('end', () => (response.statusCode === 200 ? resolve(parts.join('')) : reject(new Error(parts.join('')))));
    }).on('error', reject).end();
  });
  // serve.ts wrote it
  return JSON.parse(text) as S3Server;
}

/** Makes a bucket on the server. */
export async function createBucket({ endpoint, accessKeyId, secretAccessKey }: S3Server, name: string): Promise<void> {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
}

/** The variables by which a store is told its keys. */
export const environmentOf = ({ accessKeyId, secretAccessKey }: S3Server): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});
