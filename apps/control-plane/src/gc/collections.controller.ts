import { Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { collection, pageOf, setAside, type Collection, type Page, type SetAside } from '@reprise/contracts';
import { z } from 'zod';
import { deleteQuery, type DeleteQuery } from '../http/deletion.ts';
import { Route } from '../http/route.ts';
import { Collections } from './collections.ts';

const collectionId = z.string().regex(/^gc_[0-9a-f]{32}$/, "expected a collection's id, gc_ and 32 hex digits");

@Controller('v1/gc')
export class CollectionsController {
  readonly #collections: Collections;

  constructor(@Inject(Collections) collections: Collections) {
    this.#collections = collections;
  }

  @Post()
  @Route({ by: 'admin', summary: 'Puts aside what nothing needs, and deletes what was put aside long enough ago', answer: collection, body: { of: 'none' } })
  collect(@Query({ schema: deleteQuery }) { dry_run }: DeleteQuery): Promise<Collection> {
    return this.#collections.collect(dry_run);
  }

  @Get()
  @Route({ by: 'admin', summary: 'What was put aside and is not deleted yet, the oldest first', answer: pageOf(setAside) })
  list(): Promise<Page<SetAside>> {
    return this.#collections.list();
  }

  @Delete(':collection')
  @Route({ by: 'admin', summary: 'Undoes a collection: what it put aside is as it was', answer: setAside })
  undo(@Param('collection', { schema: collectionId }) id: string): Promise<SetAside> {
    return this.#collections.undo(id);
  }
}
