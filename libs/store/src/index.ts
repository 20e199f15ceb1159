export { BadStoreUrl, Damaged, NoSpace, NotFound, PermissionDenied, StoreError, Unavailable, type StoreErrorCode } from './errors.ts';
export { FileStore, type FileStoreOptions } from './file/file-store.ts';
export type { FileSystem, FolderEntry, OpenFile } from './file/file-system.ts';
export { MemoryStore } from './memory/memory-store.ts';
export { listAll, type ByteRange, type Listing, type ObjectInfo, type ObjectStore, type PutOptions } from './object-store.ts';
export { openStore, type OpenStoreOptions } from './open-store.ts';
export { defaultRetryPolicy, type RetryPolicy, type RetryPorts } from './s3/retry.ts';
export { S3Store, type S3StoreOptions } from './s3/s3-store.ts';
export { parseS3Url, type S3Address } from './s3/s3-url.ts';
