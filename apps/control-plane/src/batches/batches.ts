import { Inject, Injectable } from '@nestjs/common';
import type { Batch, BatchResult, BatchSpecification, Page } from '@reprise/contracts';
import { batchResults, createBatch, getBatch, listBatches, type Ports, resultsAsCsv, resultsAsJUnit, type StoredBatch } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { idempotency } from '../http/idempotency.ts';
import { timeOf } from '../http/time-of.ts';
import type { PageQuery } from '../http/page-query.ts';

export type ResultFormat = 'json' | 'csv' | 'junit';

const mediaTypes = { csv: 'text/csv; charset=utf-8', junit: 'application/xml; charset=utf-8' } as const;

/** Batches as the API has them: the domain's use cases, shown. */
@Injectable()
export class Batches {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async create({ project }: Caller, specification: BatchSpecification, key: string | undefined): Promise<Batch> {
    return show(await createBatch(this.#ports, project, specification, idempotency(key, 'POST /v1/batches', specification)));
  }

  async list({ project }: Caller, page: PageQuery): Promise<Page<Batch>> {
    const { items, next } = await listBatches(this.#ports, project, page);
    return { items: items.map(show), next };
  }

  async get({ project }: Caller, id: string): Promise<Batch> {
    const { batch, counts } = await getBatch(this.#ports, project, id);
    return { ...show(batch), counts };
  }

  async results({ project }: Caller, id: string, format: ResultFormat): Promise<Page<BatchResult> | Response> {
    const { batch } = await getBatch(this.#ports, project, id);
    const items: BatchResult[] = [];
    for await (const result of batchResults(this.#ports, project, id)) items.push(result);
    if (format === 'json') return { items, next: null };
    const text = format === 'csv' ? resultsAsCsv(batch, items) : resultsAsJUnit(batch, items);
    return new Response(text, { headers: { 'content-type': mediaTypes[format] } });
  }
}

const show = (batch: StoredBatch): Batch => ({ ...batch, labels: { ...batch.labels }, createdAt: timeOf(batch.createdAt) });
