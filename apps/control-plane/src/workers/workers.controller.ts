import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { pageOf, worker, workerReference, type Page, type Worker } from '@reprise/contracts';
import { z } from 'zod';
import { Route } from '../http/route.ts';
import { Workers } from './workers.ts';

const drainRequest = z.strictObject({ drain: z.boolean().default(true).describe('false: it takes runs again') });

@Controller('v1/workers')
export class WorkersController {
  readonly #workers: Workers;

  constructor(@Inject(Workers) workers: Workers) {
    this.#workers = workers;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Workers that were heard of lately', answer: pageOf(worker) })
  list(): Promise<Page<Worker>> {
    return this.#workers.list();
  }

  @Post(':worker/drain')
  @Route({ by: 'admin', summary: 'Has a worker give its runs away, stored, and take no new ones', answer: worker })
  drain(@Param('worker', { schema: workerReference }) id: string, @Body({ schema: drainRequest }) { drain }: z.infer<typeof drainRequest>): Promise<Worker> {
    return this.#workers.drain(id, drain);
  }
}
