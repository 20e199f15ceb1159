import { Controller, Get, Headers, Inject, Param } from '@nestjs/common';
import { recordingExport, type RecordingExport } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { Route } from '../http/route.ts';
import { runReference } from '../runs/run-id.ts';
import { Recordings } from './recordings.ts';

const objectFolder = z.enum(['log', 'console', 'notes', 'images', 'snapshots', 'packs']);
const objectName = z.string().regex(/^(\d{1,9}|[0-9a-f]{64})$/, 'expected a name from the list of the recording');
const topFile = z.enum(['run.json', 'crash.json']);
const BYTES = ['application/octet-stream'] as const;

@Controller('v1/runs/:run/recording')
export class RecordingsController {
  readonly #recordings: Recordings;

  constructor(@Inject(Recordings) recordings: Recordings) {
    this.#recordings = recordings;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'What a folder needs to be a recording of the run, as far as it is stored', answer: recordingExport })
  list(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string): Promise<RecordingExport> {
    return this.#recordings.list(caller, run);
  }

  @Get(':file')
  @Route({ by: 'viewer', summary: 'A file of the recording itself', answer: BYTES, headers: { Range: 'bytes of it' } })
  file(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Param('file', { schema: topFile }) file: string, @Headers('range') range?: string): Promise<Response> {
    return this.#recordings.read(caller, run, file, range);
  }

  @Get(':folder/:name')
  @Route({ by: 'viewer', summary: 'An object of the recording', answer: BYTES, headers: { Range: 'bytes of it' } })
  object(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Param('folder', { schema: objectFolder }) folder: string, @Param('name', { schema: objectName }) name: string, @Headers('range') range?: string): Promise<Response> {
    return this.#recordings.read(caller, run, `${folder}/${name}`, range);
  }
}
