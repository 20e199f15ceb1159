import { fileURLToPath } from 'node:url';
import { BadStoreUrl } from './errors.ts';
import { FileStore } from './file/file-store.ts';
import type { FileSystem } from './file/file-system.ts';
import type { ObjectStore } from './object-store.ts';
import { type Environment, parseS3Url } from './s3/s3-url.ts';
import { S3Store, type S3StoreOptions } from './s3/s3-store.ts';

export interface OpenStoreOptions {
  /** Variables for what an s3: address leaves out; default those of the process. */
  readonly environment?: Environment;
  readonly s3?: S3StoreOptions;
  /** Where the folder of a file: address is; default the host's files. */
  readonly files?: FileSystem;
}

/**
 * The store at an address: `file:FOLDER` (relative to the working folder, or `file:///FOLDER`) or `s3://BUCKET/PREFIX?endpoint=URL` (see
 * parseS3Url). Nothing is looked at before it is used.
 * @throws BadStoreUrl for any other address
 */
export function openStore(address: string, { environment = process.env, s3 = {}, files }: OpenStoreOptions = {}): ObjectStore {
  if (address.startsWith('s3:')) return new S3Store(parseS3Url(address, environment), s3);
  if (address.startsWith('file:')) return new FileStore(folderOf(address), files ? { files } : {});
  throw new BadStoreUrl(`'${address}' is no address of a store: file:FOLDER or s3://BUCKET/PREFIX?endpoint=URL`);
}

function folderOf(address: string): string {
  const folder = address.slice('file:'.length);
  if (folder === '') throw new BadStoreUrl(`'${address}' names no folder`);
  if (!folder.startsWith('//')) return folder;
  try {
    return fileURLToPath(address);
  } catch (error) {
    throw new BadStoreUrl(`'${address}' names no folder of this machine`, undefined, { cause: error });
  }
}
