import type { StoreErrorCode } from '@reprise/store';
import type { ErrorData } from './messages.ts';

/** Why a snapshot was not taken or not restored. `code` is stable, for programs. */
export type SnapshotErrorCode =
  /** The store failed, or what is in it. */
  | StoreErrorCode
  /** Another snapshot of the run is being taken. */
  | 'busy'
  /** The guest changes its memory faster than it can be saved. */
  | 'too-slow'
  /** The thread that takes snapshots has ended. */
  | 'thread-ended'
  /** A defect of ours. */
  | 'internal';

/** A snapshot was not taken, or not restored. The run is as it was. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
  readonly code: SnapshotErrorCode;
  /** The object of the store that it is about, if it is about one. */
  readonly key: string | undefined;
  /** The page or node that cannot be had, in hexadecimal, if it is about one. */
  readonly hash: string | undefined;

  constructor(code: SnapshotErrorCode, message: string, about: { readonly key?: string | undefined; readonly hash?: string | undefined } = {}) {
    super(message);
    this.code = code;
    this.key = about.key;
    this.hash = about.hash;
  }

  /** An error of the other thread. */
  static of({ name, message, code, key, hash }: ErrorData): SnapshotError {
    if (code !== undefined) return new SnapshotError(code as StoreErrorCode, message, { key, hash }); // a StoreError's, as ErrorData says
    return name === 'SnapshotAbandoned' ? new SnapshotError('too-slow', message) : new SnapshotError('internal', `${name}: ${message}`);
  }
}
