import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { pageOf, runEvent, type Page, type RunEvent } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { Gone } from '../http/gone.ts';
import { LastEventId } from '../http/last-event-id.ts';
import { Route } from '../http/route.ts';
import { runReference } from '../runs/run-id.ts';
import { Events } from './events.ts';

const cursor = z.coerce.number().int().min(0).default(0).describe('the id of the last one that is known');
const listQuery = z.strictObject({ cursor, limit: z.coerce.number().int().min(1).max(500).default(500) });
const followQuery = z.strictObject({ cursor });

@Controller('v1/runs/:run/events')
export class EventsController {
  readonly #events: Events;

  constructor(@Inject(Events) events: Events) {
    this.#events = events;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'What happened to the run, in order', answer: pageOf(runEvent) })
  list(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<Page<RunEvent>> {
    return this.#events.list(caller, run, query.cursor, query.limit);
  }

  @Get('follow')
  @Route({ by: 'viewer', summary: 'The same as it happens, as server-sent events, until the run has ended', answer: ['text/event-stream'], headers: { 'Last-Event-ID': 'goes on from there' } })
  follow(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Query({ schema: followQuery }) query: z.infer<typeof followQuery>, @LastEventId() last: number | undefined, @Gone() gone: AbortSignal): Promise<Response> {
    return this.#events.follow(caller, run, last ?? query.cursor, gone);
  }
}
