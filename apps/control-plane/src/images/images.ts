import { Inject, Injectable } from '@nestjs/common';
import type { Image, Page } from '@reprise/contracts';
import { deleteImage, getImage, imageKey, listImages, type NamedImage, nameImage, type Ports } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { byteAnswer } from '../http/byte-range.ts';
import type { Deletion } from '../http/deletion.ts';
import type { PageQuery } from '../http/page-query.ts';
import { readObject } from '../http/read-object.ts';
import { timeOf } from '../http/time-of.ts';

/** Images as the API has them: which there are is the record's, what is in them the store's. */
@Injectable()
export class Images {
  readonly #ports: Ports;
  readonly #store: ObjectStore;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore) {
    this.#ports = ports;
    this.#store = store;
  }

  async list({ project }: Caller, page: PageQuery): Promise<Page<Image>> {
    const { items, next } = await listImages(this.#ports, project, page);
    return { items: items.map(showImage), next };
  }

  async get({ project }: Caller, reference: string): Promise<Image> {
    return showImage(await getImage(this.#ports, project, reference));
  }

  async content({ project }: Caller, reference: string, range: string | undefined): Promise<Response> {
    const { digest, bytes } = await getImage(this.#ports, project, reference);
    return byteAnswer(range, bytes, (stretch) => readObject(this.#store, imageKey(digest), stretch), { etag: `"${digest}"` });
  }

  async name({ project }: Caller, reference: string, name: string): Promise<Image> {
    return showImage(await nameImage(this.#ports, project, reference, name));
  }

  /** A name alone, where the reference is one; else the image with all its names. */
  async delete({ project }: Caller, reference: string, dry_run: boolean): Promise<Deletion> {
    const { digest, names } = await getImage(this.#ports, project, reference);
    if (!dry_run) await deleteImage(this.#ports, project, reference);
    return { dry_run, deleted: reference === digest ? [digest, ...names] : [reference] };
  }
}

/** An image as the API shows it. */
export const showImage = ({ digest, bytes, names, createdAt }: NamedImage): Image => ({ digest, bytes, names: [...names], createdAt: timeOf(createdAt) });
