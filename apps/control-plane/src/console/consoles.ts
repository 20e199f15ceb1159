import { Inject, Injectable } from '@nestjs/common';
import { getRun, type Ports, type StoredRun } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { byteAnswer, type Stretch } from '../http/byte-range.ts';
import { eventStream, type ServerEvent } from '../http/event-stream.ts';
import { Streams } from '../http/streams.ts';
import { type Followed, followConsole } from './follow-console.ts';
import { lineage } from './lineage.ts';
import { StoredConsoles } from './stored-console.ts';

export interface ConsoleRequest {
  /** Bytes of output to leave out. */
  readonly from: number;
  /** Go on with what comes. */
  readonly follow: boolean;
  /** A Range header: counts from the beginning of the output. */
  readonly range: string | undefined;
  readonly gone: AbortSignal;
  readonly asEvents: boolean;
}

/** What guests wrote to their consoles: as files, and as it comes. */
@Injectable()
export class Consoles {
  readonly #ports: Ports;
  readonly #streams: Streams;
  readonly #stored: StoredConsoles;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore, @Inject(Streams) streams: Streams) {
    this.#ports = ports;
    this.#streams = streams;
    this.#stored = new StoredConsoles(store);
  }

  async get(caller: Caller, reference: string, { from, follow, range, gone, asEvents }: ConsoleRequest): Promise<Response> {
    const run = await getRun(this.#ports, caller.project, reference);
    if (!follow) return this.#read(run, from, range);
    this.#streams.open(caller, gone);
    const followed = followConsole(this.#ports, this.#stored, run, from, gone);
    if (asEvents) return eventStream(eventsOf(followed), gone);
    return new Response(ReadableStream.from(bytesOf(followed)), { headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
  }

  #read(run: StoredRun, from: number, range: string | undefined): Response {
    const size = run.head?.consoleBytes ?? 0;
    if (range !== undefined) return byteAnswer(range, size, (stretch) => this.#bytes(run, stretch));
    const rest = Math.max(0, size - from);
    return byteAnswer(undefined, rest, (stretch) => this.#bytes(run, { from: from + stretch.from, to: from + stretch.to }));
  }

  async *#bytes(run: StoredRun, { from, to }: Stretch): AsyncGenerator<Uint8Array> {
    for await (const { bytes } of this.#stored.read(await lineage(this.#ports.record, run), from, to)) yield bytes;
  }
}

async function* bytesOf(followed: AsyncIterable<Followed>): AsyncGenerator<Uint8Array> {
  for await (const item of followed) if (item.kind === 'console') yield item.piece.bytes;
}

async function* eventsOf(followed: AsyncIterable<Followed>): AsyncGenerator<ServerEvent> {
  for await (const item of followed) {
    if (item.kind === 'state') yield { event: 'state', id: item.at, data: { state: item.state } };
    else yield { event: 'console', id: item.piece.offset + item.piece.bytes.length, data: { offset: item.piece.offset, data: Buffer.from(item.piece.bytes).toString('base64') } };
  }
}
