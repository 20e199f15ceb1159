import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { count, flag } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { Gone } from '../http/gone.ts';
import { LastEventId } from '../http/last-event-id.ts';
import { Route } from '../http/route.ts';
import { runReference } from '../runs/run-id.ts';
import { Consoles } from './consoles.ts';

const consoleQuery = z.strictObject({
  from: z.coerce.number().pipe(count).default(0).describe('bytes of output to leave out'),
  follow: flag.describe('go on with what comes, until the run has ended: as bytes, or as server-sent events where they are accepted'),
});
type ConsoleQuery = z.infer<typeof consoleQuery>;

@Controller('v1/runs/:run/console')
export class ConsolesController {
  readonly #consoles: Consoles;

  constructor(@Inject(Consoles) consoles: Consoles) {
    this.#consoles = consoles;
  }

  @Get()
  @Route({
    by: 'viewer',
    summary: 'What the guest wrote to its console: as far as it is stored, or as it comes. Events are console (offset, data in base64) and state',
    answer: ['application/octet-stream', 'text/event-stream'],
    headers: { Range: 'bytes of what is stored', 'Last-Event-ID': 'goes on from there' },
  })
  get(
    @Calling() caller: Caller,
    @Param('run', { schema: runReference }) run: string,
    @Query({ schema: consoleQuery }) { from, follow }: ConsoleQuery,
    @LastEventId() last: number | undefined,
    @Gone() gone: AbortSignal,
    @Headers('accept') accept = '',
    @Headers('range') range?: string,
  ): Promise<Response> {
    return this.#consoles.get(caller, run, { from: last ?? from, follow, range, gone, asEvents: accept.includes('text/event-stream') });
  }
}
