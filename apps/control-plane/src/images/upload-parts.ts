import { createHash } from 'node:crypto';
import { listAll, type ObjectStore } from '@reprise/store';

/** Bytes of an image on their way: objects `uploads/<id>/<n>`, numbered from 0. */
export class UploadParts {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /**
   * Stores a part, and answers how many bytes it has. If somebody was there before, that may be fewer or more than were given: a request whose connection broke, or one
   * that came at the same time, brought bytes for the same place.
   */
  async put(upload: string, part: number, bytes: Uint8Array): Promise<number> {
    const key = `uploads/${upload}/${part}`;
    if ((await this.#store.put(key, bytes, { ifNoneMatch: true })) === 'created') return bytes.length;
    return (await this.#store.head(key)).size;
  }

  /** All parts together, and their digest. */
  async join(upload: string, parts: number, size: number): Promise<{ readonly bytes: Uint8Array; readonly digest: string }> {
    const bytes = Buffer.allocUnsafe(size);
    const hash = createHash('sha256');
    let offset = 0;
    for (let part = 0; part < parts; part++) {
      const chunk = await this.#store.get(`uploads/${upload}/${part}`);
      bytes.set(chunk, offset);
      hash.update(chunk);
      offset += chunk.length;
    }
    return { bytes: bytes.subarray(0, offset), digest: `sha256:${hash.digest('hex')}` };
  }

  async delete(upload: string): Promise<void> {
    for await (const { key } of listAll(this.#store, `uploads/${upload}/`)) await this.#store.delete(key);
  }
}
