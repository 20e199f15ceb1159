import { Inject, Injectable } from '@nestjs/common';
import type { Crash, CrashGroup, Page, ReproRequest, Run } from '@reprise/contracts';
import { type CrashGroup as StoredGroup, getCrash, getWorker, listCrashes, listCrashGroups, type Ports, reproduceCrash, type StoredCrash } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { idempotency } from '../http/idempotency.ts';
import type { PageQuery } from '../http/page-query.ts';
import { timeOf } from '../http/time-of.ts';

/** Crashes as the API has them: the domain's use cases, shown. */
@Injectable()
export class Crashes {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async groups({ project }: Caller, page: PageQuery): Promise<Page<CrashGroup>> {
    const { items, next } = await listCrashGroups(this.#ports, project, page);
    return { items: items.map(showGroup), next };
  }

  async list({ project }: Caller, of: { readonly signature?: string | undefined; readonly run?: string | undefined }, page: PageQuery): Promise<Page<Crash>> {
    const { items, next } = await listCrashes(this.#ports, project, of, page);
    return { items: items.map(show), next };
  }

  async get({ project }: Caller, id: string): Promise<Crash> {
    return show(await getCrash(this.#ports, project, id));
  }

  async reproduce({ project }: Caller, id: string, request: ReproRequest, key: string | undefined): Promise<Run> {
    const worker = request.worker === undefined ? undefined : (await getWorker(this.#ports, request.worker)).id;
    return reproduceCrash(this.#ports, project, id, { worker, idempotency: idempotency(key, `POST /v1/crashes/${id}/repro`, request) });
  }
}

const show = ({ id, run, signature, title, icount, state, record, createdAt }: StoredCrash): Crash => ({ id, run, signature, title, icount, state, record: { ...record }, createdAt: timeOf(createdAt) });
const showGroup = ({ firstAt, lastAt, ...group }: StoredGroup): CrashGroup => ({ ...group, firstAt: timeOf(firstAt), lastAt: timeOf(lastAt) });
