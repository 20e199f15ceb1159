import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { crash, crashGroup, crashId, pageOf, pageQuery, reproRequest, run, runId, type Crash, type CrashGroup, type Page, type ReproRequest, type Run } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { IdempotencyKey } from '../http/idempotency-key.ts';
import { plainPage, type PageQuery } from '../http/page-query.ts';
import { Route } from '../http/route.ts';
import { Crashes } from './crashes.ts';

const listQuery = z.strictObject({ signature: z.string().max(64).optional(), run: runId.optional(), ...pageQuery });

@Controller('v1/crashes')
export class CrashesController {
  readonly #crashes: Crashes;

  constructor(@Inject(Crashes) crashes: Crashes) {
    this.#crashes = crashes;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Crashes of the project, or those of a signature or a run, the newest first', answer: pageOf(crash) })
  list(@Calling() caller: Caller, @Query({ schema: listQuery }) { signature, run, ...page }: z.infer<typeof listQuery>): Promise<Page<Crash>> {
    return this.#crashes.list(caller, { signature, run }, page);
  }

  @Get('groups')
  @Route({ by: 'viewer', summary: 'Crashes by their signatures, those seen last first', answer: pageOf(crashGroup) })
  groups(@Calling() caller: Caller, @Query({ schema: plainPage }) page: PageQuery): Promise<Page<CrashGroup>> {
    return this.#crashes.groups(caller, page);
  }

  @Get(':crash')
  @Route({ by: 'viewer', summary: 'A crash, with its record', answer: crash })
  get(@Calling() caller: Caller, @Param('crash', { schema: crashId }) id: string): Promise<Crash> {
    return this.#crashes.get(caller, id);
  }

  @Post(':crash/repro')
  @Route({ by: 'operator', summary: 'A run that executes the crashed one again: it succeeds if it comes to the same state', status: 201, answer: run, makes: true })
  reproduce(@Calling() caller: Caller, @Param('crash', { schema: crashId }) id: string, @Body({ schema: reproRequest }) request: ReproRequest, @IdempotencyKey() key?: string): Promise<Run> {
    return this.#crashes.reproduce(caller, id, request, key);
  }
}
