import type { Millis } from '../run/run.ts';

/** That a project has an image: the bytes are the store's, once for all projects. */
export interface StoredImage {
  readonly project: string;
  readonly digest: string;
  readonly bytes: number;
  readonly createdAt: Millis;
}

export interface ImageName {
  readonly project: string;
  readonly name: string;
  readonly digest: string;
}

/** An image on its way: parts `uploads/<id>/<n>` in the store, numbered from 0. */
export interface Upload {
  readonly id: string;
  readonly project: string;
  readonly digest: string;
  readonly bytes: number;
  /** Bytes that have come. */
  readonly offset: number;
  readonly parts: number;
  readonly name: string | null;
  readonly createdAt: Millis;
  readonly changedAt: Millis;
}
