import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { count, upload, uploadId, uploadProgress, uploadRequest, type Upload, type UploadProgress, type UploadRequest } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { deletion, type Deletion } from '../http/deletion.ts';
import { Route } from '../http/route.ts';
import { CHUNK_BYTES, Uploads } from './uploads.ts';

const addQuery = z.strictObject({ offset: z.coerce.number().pipe(count).describe('where in the image these bytes belong: behind those that have come') });

@Controller('v1/uploads')
export class UploadsController {
  readonly #uploads: Uploads;

  constructor(@Inject(Uploads) uploads: Uploads) {
    this.#uploads = uploads;
  }

  @Post()
  @Route({ by: 'operator', summary: 'Begins to send an image, or goes on; answers the image if the project has it', answer: uploadProgress })
  begin(@Calling() caller: Caller, @Body({ schema: uploadRequest }) request: UploadRequest): Promise<UploadProgress> {
    return this.#uploads.begin(caller, request);
  }

  @Get(':upload')
  @Route({ by: 'operator', summary: 'How far an image has come', answer: upload })
  get(@Calling() caller: Caller, @Param('upload', { schema: uploadId }) id: string): Promise<Upload> {
    return this.#uploads.get(caller, id);
  }

  @Patch(':upload')
  @Route({ by: 'operator', summary: 'More bytes of an image; with the last it is one', answer: uploadProgress, body: { of: 'bytes', limit: CHUNK_BYTES } })
  add(@Calling() caller: Caller, @Param('upload', { schema: uploadId }) id: string, @Query({ schema: addQuery }) { offset }: z.infer<typeof addQuery>, @Body() bytes: Buffer): Promise<UploadProgress> {
    return this.#uploads.add(caller, id, offset, bytes);
  }

  @Delete(':upload')
  @Route({ by: 'operator', summary: 'Gives up sending an image', answer: deletion })
  abandon(@Calling() caller: Caller, @Param('upload', { schema: uploadId }) id: string): Promise<Deletion> {
    return this.#uploads.abandon(caller, id);
  }
}
