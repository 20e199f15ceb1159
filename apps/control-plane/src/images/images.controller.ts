import { Body, Controller, Delete, Get, Headers, Inject, Param, Patch, Query } from '@nestjs/common';
import { image, imageReference, name, pageOf, type Image, type Page } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { deleteQuery, deletion, type Deletion, type DeleteQuery } from '../http/deletion.ts';
import { plainPage, type PageQuery } from '../http/page-query.ts';
import { Route } from '../http/route.ts';
import { Images } from './images.ts';

const naming = z.strictObject({ name });

/** Kernels, firmware, disks: by digest, or by the name that the project gave. */
@Controller('v1/images')
export class ImagesController {
  readonly #images: Images;

  constructor(@Inject(Images) images: Images) {
    this.#images = images;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Images of the project, by digest', answer: pageOf(image) })
  list(@Calling() caller: Caller, @Query({ schema: plainPage }) page: PageQuery): Promise<Page<Image>> {
    return this.#images.list(caller, page);
  }

  @Get(':image')
  @Route({ by: 'viewer', summary: 'An image', answer: image })
  get(@Calling() caller: Caller, @Param('image', { schema: imageReference }) id: string): Promise<Image> {
    return this.#images.get(caller, id);
  }

  @Get(':image/content')
  @Route({ by: 'viewer', summary: 'The bytes of an image', answer: ['application/octet-stream'], headers: { Range: 'some of them' } })
  content(@Calling() caller: Caller, @Param('image', { schema: imageReference }) id: string, @Headers('range') range?: string): Promise<Response> {
    return this.#images.content(caller, id, range);
  }

  @Patch(':image')
  @Route({ by: 'operator', summary: 'Gives an image a name, which goes from the one that had it', answer: image })
  name(@Calling() caller: Caller, @Param('image', { schema: imageReference }) id: string, @Body({ schema: naming }) body: z.infer<typeof naming>): Promise<Image> {
    return this.#images.name(caller, id, body.name);
  }

  @Delete(':image')
  @Route({ by: 'operator', summary: 'Takes away a name, or an image with all its names', answer: deletion })
  delete(@Calling() caller: Caller, @Param('image', { schema: imageReference }) id: string, @Query({ schema: deleteQuery }) { dry_run }: DeleteQuery): Promise<Deletion> {
    return this.#images.delete(caller, id, dry_run);
  }
}
