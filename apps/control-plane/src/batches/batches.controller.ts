import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { batch, batchId, batchResult, batchSpecification, pageOf, pageQuery, type Batch, type BatchResult, type BatchSpecification, type Page } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { IdempotencyKey } from '../http/idempotency-key.ts';
import { plainPage, type PageQuery } from '../http/page-query.ts';
import { Route } from '../http/route.ts';
import { Batches, type ResultFormat } from './batches.ts';

const resultsQuery = z.strictObject({ format: z.enum(['json', 'csv', 'junit']).default('json'), ...pageQuery });
/** A matrix may name ten thousand values. */
const SPECIFICATION = { of: 'text', limit: 4 * 2 ** 20 } as const;

@Controller('v1/batches')
export class BatchesController {
  readonly #batches: Batches;

  constructor(@Inject(Batches) batches: Batches) {
    this.#batches = batches;
  }

  @Post()
  @Route({ by: 'operator', summary: 'Takes a batch: a job for every combination of a matrix', status: 201, answer: batch, makes: true, body: SPECIFICATION })
  create(@Calling() caller: Caller, @Body({ schema: batchSpecification }) specification: BatchSpecification, @IdempotencyKey() key?: string): Promise<Batch> {
    return this.#batches.create(caller, specification, key);
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Batches of the project, the newest first', answer: pageOf(batch) })
  list(@Calling() caller: Caller, @Query({ schema: plainPage }) page: PageQuery): Promise<Page<Batch>> {
    return this.#batches.list(caller, page);
  }

  @Get(':batch')
  @Route({ by: 'viewer', summary: 'A batch, and how many of its runs are in which state', answer: batch })
  get(@Calling() caller: Caller, @Param('batch', { schema: batchId }) id: string): Promise<Batch> {
    return this.#batches.get(caller, id);
  }

  @Get(':batch/results')
  @Route({ by: 'viewer', summary: 'What its runs came to: JSON, or a file as CSV or JUnit XML', answer: pageOf(batchResult) })
  results(@Calling() caller: Caller, @Param('batch', { schema: batchId }) id: string, @Query({ schema: resultsQuery }) { format }: { readonly format: ResultFormat }): Promise<Page<BatchResult> | Response> {
    return this.#batches.results(caller, id, format);
  }
}
