import { Controller, Get, Headers, Inject, Param } from '@nestjs/common';
import { ended, name, pageOf, type Page } from '@reprise/contracts';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { Route } from '../http/route.ts';
import { runReference } from '../runs/run-id.ts';
import { Artefacts } from './artefacts.ts';

const artefact = ended.shape.artefacts.element;

@Controller('v1/runs/:run/artefacts')
export class ArtefactsController {
  readonly #artefacts: Artefacts;

  constructor(@Inject(Artefacts) artefacts: Artefacts) {
    this.#artefacts = artefacts;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'What the guest handed out', answer: pageOf(artefact) })
  list(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string): Promise<Page<z.infer<typeof artefact>>> {
    return this.#artefacts.list(caller, run);
  }

  @Get(':artefact')
  @Route({ by: 'viewer', summary: 'An artefact', answer: ['application/octet-stream'], headers: { Range: 'bytes of it' } })
  read(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Param('artefact', { schema: name }) file: string, @Headers('range') range?: string): Promise<Response> {
    return this.#artefacts.read(caller, run, file, range);
  }
}
