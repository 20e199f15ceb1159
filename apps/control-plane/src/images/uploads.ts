import { Inject, Injectable } from '@nestjs/common';
import type { Upload, UploadProgress, UploadRequest } from '@reprise/contracts';
import { abandonUpload, advanceUpload, ControlError, createUpload, finishUpload, getImage, getUpload, imageKey, nameImage, type Ports, type Upload as StoredUpload } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { CONFIGURATION, PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Deletion } from '../http/deletion.ts';
import { RequestProblem } from '../http/request-problem.ts';
import { timeOf } from '../http/time-of.ts';
import { showImage } from './images.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { UploadParts } from './upload-parts.ts';

/** Bytes that one request may bring. */
export const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Images on their way. The bytes come in any number of requests, to any control plane, and whoever lost touch asks how far they have come. They become an image when
 * they have the digest that was said.
 */
@Injectable()
export class Uploads {
  readonly #ports: Ports;
  readonly #store: ObjectStore;
  readonly #parts: UploadParts;
  readonly #maxBytes: number;
  /** An image is put together in memory. */
  readonly #joining = new OneAtATime();

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore, @Inject(CONFIGURATION) { maxImageBytes }: Configuration) {
    this.#ports = ports;
    this.#store = store;
    this.#parts = new UploadParts(store);
    this.#maxBytes = maxImageBytes;
  }

  /** Begins an upload, or goes on with one that the project has begun; nothing is to be sent of an image that the project has. */
  async begin({ project }: Caller, { digest, bytes, name }: UploadRequest): Promise<UploadProgress> {
    if (bytes > this.#maxBytes) throw new RequestProblem(413, 'image.too_large', `/bytes: an image of ${bytes} bytes, at most ${this.#maxBytes} are taken`, [{ in: 'body', pointer: '/bytes', detail: `expected at most ${this.#maxBytes}` }]);
    const image = await getImage(this.#ports, project, digest).catch(noneIf('image.not_found'));
    if (image) return { upload: null, image: showImage(name === undefined ? image : await nameImage(this.#ports, project, digest, name)) };
    const begun = (await this.#ports.record.uploads.list()).find((upload) => upload.project === project && upload.digest === digest && upload.bytes === bytes && upload.name === (name ?? null));
    return { upload: show(begun ?? (await createUpload(this.#ports, project, { digest, bytes, name }))), image: null };
  }

  async get({ project }: Caller, id: string): Promise<Upload> {
    return show(await getUpload(this.#ports, project, id));
  }

  /** @throws ControlError upload.not_found, upload.changed; RequestProblem image.digest */
  async add({ project }: Caller, id: string, offset: number, bytes: Uint8Array): Promise<UploadProgress> {
    let upload = await getUpload(this.#ports, project, id);
    if (offset !== upload.offset || offset + bytes.length > upload.bytes) await advanceUpload(this.#ports, upload, offset, bytes.length); // says what is wrong
    if (bytes.length > 0) upload = await advanceUpload(this.#ports, upload, offset, await this.#parts.put(id, upload.parts, bytes));
    if (upload.offset < upload.bytes) return { upload: show(upload), image: null };
    await this.#joining.do(() => this.#finish(upload));
    return { upload: null, image: showImage(await getImage(this.#ports, project, upload.digest)) };
  }

  async abandon({ project }: Caller, id: string): Promise<Deletion> {
    await this.#drop(await getUpload(this.#ports, project, id));
    return { dry_run: false, deleted: [id] };
  }

  async #finish(upload: StoredUpload): Promise<void> {
    const { bytes, digest } = await this.#parts.join(upload.id, upload.parts, upload.bytes);
    if (digest !== upload.digest) {
      await this.#drop(upload);
      throw new RequestProblem(422, 'image.digest', `the bytes that came have the digest ${digest}, not ${upload.digest}: nothing of them is kept`);
    }
    await this.#store.put(imageKey(digest), bytes, { ifNoneMatch: true });
    await finishUpload(this.#ports, upload);
    await this.#parts.delete(upload.id);
  }

  async #drop(upload: StoredUpload): Promise<void> {
    await abandonUpload(this.#ports, upload);
    await this.#parts.delete(upload.id);
  }
}

const noneIf = (code: ControlError['code']) => (error: unknown): undefined => {
  if (!(error instanceof ControlError) || error.code !== code) throw error;
};

const show = ({ id, digest, bytes, name, offset, createdAt }: StoredUpload): Upload => ({ id, digest, bytes, name, offset, chunkBytes: CHUNK_BYTES, createdAt: timeOf(createdAt) });
