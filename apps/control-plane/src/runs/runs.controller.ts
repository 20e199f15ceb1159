import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { forked, forkRequest, pageOf, reproRequest, resumeRequest, run, runQuery, runRequest, type ForkRequest, type Page, type ReproRequest, type ResumeRequest, type Run, type RunQuery, type RunRequest } from '@reprise/contracts';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { IdempotencyKey } from '../http/idempotency-key.ts';
import { Route } from '../http/route.ts';
import { deleteQuery, type DeleteQuery, deletion, type Deletion } from '../http/deletion.ts';
import { runReference } from './run-id.ts';
import { Runs } from './runs.ts';

@Controller('v1/runs')
export class RunsController {
  readonly #runs: Runs;

  constructor(@Inject(Runs) runs: Runs) {
    this.#runs = runs;
  }

  @Post()
  @Route({ by: 'operator', summary: 'Takes a job; its run waits for a worker from now on', status: 201, answer: run, makes: true })
  create(@Calling() caller: Caller, @Body({ schema: runRequest }) request: RunRequest, @IdempotencyKey() key?: string): Promise<Run> {
    return this.#runs.create(caller, request, key);
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Runs of the project, the newest first', answer: pageOf(run) })
  list(@Calling() caller: Caller, @Query({ schema: runQuery }) query: RunQuery): Promise<Page<Run>> {
    return this.#runs.list(caller, query);
  }

  @Get(':run')
  @Route({ by: 'viewer', summary: 'A run', answer: run, headers: { 'If-None-Match': 'the ETag of an answer that is at hand: 304 if it is still right' } })
  get(@Calling() caller: Caller, @Param('run', { schema: runReference }) id: string): Promise<Run> {
    return this.#runs.get(caller, id);
  }

  @Delete(':run')
  @Route({ by: 'operator', summary: 'Deletes a run that has ended; its objects are collected later', answer: deletion })
  delete(@Calling() caller: Caller, @Param('run', { schema: runReference }) id: string, @Query({ schema: deleteQuery }) query: DeleteQuery): Promise<Deletion> {
    return this.#runs.delete(caller, id, query);
  }

  @Post(':run/resume')
  @Route({ by: 'operator', summary: 'Has a paused run wait for a worker again', answer: run })
  resume(@Calling() caller: Caller, @Param('run', { schema: runReference }) id: string, @Body({ schema: resumeRequest }) request: ResumeRequest): Promise<Run> {
    return this.#runs.resume(caller, id, request);
  }

  @Post(':run/fork')
  @Route({ by: 'operator', summary: 'New runs that go on from an instant of this one', status: 201, answer: forked, makes: true })
  fork(@Calling() caller: Caller, @Param('run', { schema: runReference }) id: string, @Body({ schema: forkRequest }) request: ForkRequest, @IdempotencyKey() key?: string): Promise<{ readonly items: readonly Run[] }> {
    return this.#runs.fork(caller, id, request, key);
  }

  @Post(':run/repro')
  @Route({ by: 'operator', summary: 'A run that executes an ended one again: it succeeds if it comes to the same state', status: 201, answer: run, makes: true })
  reproduce(@Calling() caller: Caller, @Param('run', { schema: runReference }) id: string, @Body({ schema: reproRequest }) request: ReproRequest, @IdempotencyKey() key?: string): Promise<Run> {
    return this.#runs.reproduce(caller, id, request, key);
  }
}
