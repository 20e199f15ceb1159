/** What can be wrong with an object store. `code` is stable, for programs. */
export type StoreErrorCode = 'not-found' | 'unavailable' | 'damaged' | 'unknown-format' | 'no-space' | 'permission-denied' | 'bad-url';

/** A failure of the store or of what is in it, always one of the classes below. `key` is the object that it is about, if it is about one. */
export abstract class StoreError extends Error {
  abstract readonly code: StoreErrorCode;
  readonly key: string | undefined;

  constructor(message: string, key?: string, options?: ErrorOptions) {
    super(message, options);
    this.key = key;
  }
}

/** There is no object of that key. */
export class NotFound extends StoreError {
  override name = 'NotFound';
  readonly code = 'not-found';

  constructor(key: string, options?: ErrorOptions) {
    super(`there is no object '${key}'`, key, options);
  }
}

/** The store did not answer, or said that it cannot now. The same call may succeed later. */
export class Unavailable extends StoreError {
  override name = 'Unavailable';
  readonly code = 'unavailable';
}

/** Bytes that are not what was stored: they do not have their hash, or are not of the format. */
export class Damaged extends StoreError {
  override name = 'Damaged';
  readonly code = 'damaged';
  /** The hash, in hexadecimal, of the page or node that cannot be had, if it is about one. */
  readonly hash: string | undefined;

  constructor(message: string, key: string, hash?: string, options?: ErrorOptions) {
    super(message, key, options);
    this.hash = hash;
  }
}

/** Bytes of a format that this version does not know: of a later version, perhaps. */
export class UnknownFormat extends StoreError {
  override name = 'UnknownFormat';
  readonly code = 'unknown-format';
}

/** The store is full. */
export class NoSpace extends StoreError {
  override name = 'NoSpace';
  readonly code = 'no-space';
}

/** Whoever asks may not do this, or is not known to the store. */
export class PermissionDenied extends StoreError {
  override name = 'PermissionDenied';
  readonly code = 'permission-denied';
}

/** The address of a store is not one. */
export class BadStoreUrl extends StoreError {
  override name = 'BadStoreUrl';
  readonly code = 'bad-url';
}
