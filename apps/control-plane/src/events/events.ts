import { Inject, Injectable } from '@nestjs/common';
import type { Page, RunEvent } from '@reprise/contracts';
import { followEvents, getRun, listEvents, type Ports, type RunEvent as StoredEvent } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { eventStream, type ServerEvent } from '../http/event-stream.ts';
import { Streams } from '../http/streams.ts';
import { timeOf } from '../http/time-of.ts';

/** What happened to runs, as the API has it. */
@Injectable()
export class Events {
  readonly #ports: Ports;
  readonly #streams: Streams;

  constructor(@Inject(PORTS) ports: Ports, @Inject(Streams) streams: Streams) {
    this.#ports = ports;
    this.#streams = streams;
  }

  async list({ project }: Caller, reference: string, after: number, limit: number): Promise<Page<RunEvent>> {
    const { id } = await getRun(this.#ports, project, reference);
    const items = (await listEvents(this.#ports, project, id, { after, limit })).map(show);
    return { items, next: items.length < limit ? null : String(items.at(-1)?.id ?? after) };
  }

  /** As they come, to the end of the run. */
  async follow(caller: Caller, reference: string, after: number, gone: AbortSignal): Promise<Response> {
    const { id } = await getRun(this.#ports, caller.project, reference);
    this.#streams.open(caller, gone);
    return eventStream(shown(followEvents(this.#ports, caller.project, id, after, gone)), gone);
  }
}

const show = ({ run, seq, at, kind, data }: StoredEvent): RunEvent => ({ id: seq, run, at: timeOf(at), type: kind, data: { ...data } });

async function* shown(events: AsyncIterable<StoredEvent>): AsyncGenerator<ServerEvent> {
  for await (const event of events) yield { event: event.kind, id: event.seq, data: show(event) };
}
