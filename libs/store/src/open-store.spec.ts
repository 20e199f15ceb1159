import { describe, expect, it } from 'vitest';
import { BadStoreUrl } from './errors.ts';
import { FileStore } from './file/file-store.ts';
import { openStore } from './open-store.ts';
import { parseS3Url, type S3Address } from './s3/s3-url.ts';
import { S3Store } from './s3/s3-store.ts';

const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const plain: S3Address = { bucket: 'runs', prefix: '', endpoint: undefined, region: 'us-east-1', credentials: undefined };

describe('the address of a store', () => {
  it.each([['file:/var/lib/x', '/var/lib/x'], ['file:///var/lib/a%20b', '/var/lib/a b'], ['file:x/y', `${process.cwd()}/x/y`], ['file:.', process.cwd()]])(
    '%s is a folder', (address, root) => {
      const store = openStore(address);
      expect(store instanceof FileStore && store.root).toBe(root);
    },
  );

  it('s3: is a bucket', () => expect(openStore('s3://runs/x', { environment: {} })).toBeInstanceOf(S3Store));

  it.each([
    ['s3://runs', {}, plain],
    ['s3://runs/', {}, plain],
    ['s3://runs/a/b', {}, { ...plain, prefix: 'a/b/' }],
    ['s3://runs/a/?region=eu-west-1&endpoint=http://127.0.0.1:9000', {}, { ...plain, prefix: 'a/', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9000' }],
    ['s3://runs', { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'https://s3.test', ...keys },
      { ...plain, region: 'eu-west-1', endpoint: 'https://s3.test', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } }],
    ['s3://runs?region=a', { AWS_REGION: 'b', AWS_DEFAULT_REGION: 'c' }, { ...plain, region: 'a' }],
    ['s3://runs', { AWS_DEFAULT_REGION: 'c', AWS_ENDPOINT_URL: 'http://x', AWS_ENDPOINT_URL_S3: 'http://y' }, { ...plain, region: 'c', endpoint: 'http://y' }],
    ['s3://runs', { ...keys, AWS_SESSION_TOKEN: 't' }, { ...plain, credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 't' } }],
  ])('%s with %o is understood', (address, environment, expected) => expect(parseS3Url(address, environment)).toEqual(expected));

  it.each([
    ['', {}, 'is no address of a store: file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL'],
    ['/var/lib/x', {}, 'is no address of a store'],
    ['http://127.0.0.1/x', {}, 'is no address of a store'],
    ['file:', {}, 'names no folder'],
    ['file://host/x', {}, 'names no folder of this machine'],
    ['s3:runs', {}, 'cannot be the name of a bucket'],
    ['s3://', {}, 'cannot be the name of a bucket'],
    ['s3://Runs_1', {}, 'cannot be the name of a bucket'],
    ['s3://runs:99', {}, 'a port belongs to the endpoint'],
    ['s3://runs/a b', {}, 'cannot stand before keys'],
    ['s3://runs/.a', {}, 'cannot stand before keys'],
    ['s3://runs?acl=public', {}, "'acl' is no parameter of an s3: address"],
    ['s3://runs?endpoint=127.0.0.1:9000', {}, 'is no http: or https: address'],
    ['s3://runs?endpoint=ftp://x', {}, "the endpoint 'ftp://x' is no http: or https: address"],
    ['s3://id:secret@runs', {}, 'the address of a store holds no keys'],
    ['s3://runs?endpoint=http://id:secret@x', {}, 'the endpoint of a store holds no keys'],
    ['s3://runs', { AWS_ACCESS_KEY_ID: 'id' }, 'AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not'],
    ['s3://runs', { AWS_SECRET_ACCESS_KEY: 'secret' }, 'AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not'],
  ])('%s with %o is refused', (address, environment, message) => {
    expect(() => openStore(address, { environment })).toThrow(BadStoreUrl);
    expect(() => openStore(address, { environment })).toThrow(message);
    expect(() => openStore(address, { environment })).not.toThrow('secret@');
  });
});
