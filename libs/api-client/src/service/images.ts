import { image, upload, uploadProgress, type Image, type Upload, type UploadProgress } from '@reprise/contracts';
import { ApiError } from '../http/api-error.ts';
import type { Transport } from '../http/transport.ts';
import { listAll } from './list.ts';

/** Bytes that are read as they are sent. */
export interface ImageSource {
  /** `sha256:..` */
  readonly digest: string;
  readonly bytes: number;
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** Images of the project, by digest or name. All throw ApiError and Unreachable. */
export class Images {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(): AsyncGenerator<Image> {
    return listAll(this.#transport, '/v1/images', image);
  }

  /** Undefined where there is none. */
  async find(reference: string): Promise<Image | undefined> {
    try {
      return await this.#transport.call({ method: 'GET', path: `/v1/images/${encodeURIComponent(reference)}` }, image);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Sends an image in pieces, going on where the service has come to; one that is there is not sent. `onProgress` is told bytes. */
  async push(source: ImageSource, name: string | undefined, onProgress: (sent: number) => void): Promise<Image> {
    let progress: UploadProgress = await this.#transport.call({ method: 'POST', path: '/v1/uploads', json: { digest: source.digest, bytes: source.bytes, name }, repeatable: true }, uploadProgress);
    while (progress.upload) {
      onProgress(progress.upload.offset);
      progress = await this.#send(source, progress.upload);
    }
    onProgress(source.bytes);
    if (!progress.image) throw new TypeError('the service answered an upload with neither an upload nor an image');
    return progress.image;
  }

  async #send(source: ImageSource, { id, offset, chunkBytes }: Upload): Promise<UploadProgress> {
    const bytes = await source.read(offset, Math.min(chunkBytes, source.bytes - offset));
    const path = `/v1/uploads/${id}`;
    try {
      return await this.#transport.call({ method: 'PATCH', path, query: { offset }, bytes }, uploadProgress);
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 409) throw error;
      // Whether it arrived is not known, or somebody else sends the same: the service knows how far it has come.
      return { upload: await this.#transport.call({ method: 'GET', path }, upload), image: null };
    }
  }
}
