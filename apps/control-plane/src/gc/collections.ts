import { Inject, Injectable } from '@nestjs/common';
import type { Collection, Page, SetAside } from '@reprise/contracts';
import { collectGarbage, type GarbageStore, listCollections, type Ports, type StoredCollection, undoCollection } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { CONFIGURATION, PORTS, STORE } from '../application/tokens.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { timeOf } from '../http/time-of.ts';
import { garbageObjects } from './garbage-objects.ts';

/** Collections of what is of no use, as the API has them: the domain's use cases, shown. */
@Injectable()
export class Collections {
  readonly #ports: Ports;
  readonly #store: GarbageStore;
  readonly #grace: number;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore, @Inject(CONFIGURATION) { collectionGrace }: Configuration) {
    this.#ports = ports;
    this.#store = garbageObjects(store);
    this.#grace = collectionGrace;
  }

  async collect(dry_run: boolean): Promise<Collection> {
    const { examples, createdAt, ...collected } = await collectGarbage(this.#ports, this.#store, { dryRun: dry_run, grace: this.#grace });
    return { ...collected, dry_run, examples: [...examples], createdAt: timeOf(createdAt) };
  }

  async list(): Promise<Page<SetAside>> {
    return { items: (await listCollections(this.#store)).map(show), next: null };
  }

  async undo(id: string): Promise<SetAside> {
    return show(await undoCollection(this.#store, id));
  }
}

const show = ({ id, keys, bytes, createdAt }: StoredCollection): SetAside => ({ id, objects: keys.length, bytes, createdAt: timeOf(createdAt) });
