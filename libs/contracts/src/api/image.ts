import { z } from 'zod';
import { count, name, stateId, timestamp, uploadId } from '../names.ts';

/** A kernel, firmware, file system or disk that a project has given the service. */
export const image = z.strictObject({
  digest: stateId.describe('SHA-256 of its bytes'),
  bytes: count,
  names: z.array(name).describe('what the project calls it; a name means one image'),
  createdAt: timestamp,
});
export type Image = z.infer<typeof image>;

/** POST /v1/uploads. */
export const uploadRequest = z.strictObject({ digest: stateId, bytes: z.int().min(1), name: name.optional() });
export type UploadRequest = z.infer<typeof uploadRequest>;

/** An image on its way: send bytes from `offset` on, until it is `bytes`. */
export const upload = z.strictObject({
  id: uploadId,
  digest: stateId,
  bytes: count,
  name: name.nullable(),
  offset: count,
  chunkBytes: count.describe('the most that one request may bring'),
  createdAt: timestamp,
});
export type Upload = z.infer<typeof upload>;

/** What a request of an upload came to: more is wanted, or the image is there. */
export const uploadProgress = z.union([z.strictObject({ upload, image: z.null() }), z.strictObject({ upload: z.null(), image })]);
export type UploadProgress = z.infer<typeof uploadProgress>;
