import { Inject, Injectable } from '@nestjs/common';
import type { ForkRequest, Page, ReproRequest, ResumeRequest, Run, RunQuery, RunRequest } from '@reprise/contracts';
import { ControlError, createRun, deleteRun, forkRun, getRun, getWorker, isEnd, listRuns, type Ports, reproduceRun, resumeRun, showRun } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { Deletion, DeleteQuery } from '../http/deletion.ts';
import { idempotency } from '../http/idempotency.ts';

/** Runs as the API has them: the domain's use cases, shown. */
@Injectable()
export class Runs {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async create({ project }: Caller, request: RunRequest, key: string | undefined): Promise<Run> {
    const worker = await this.#worker(request);
    return createRun(this.#ports, project, request.job, { worker, idempotency: idempotency(key, 'POST /v1/runs', request) });
  }

  async list({ project }: Caller, { state, label, name, batch, id_prefix, cursor, limit }: RunQuery): Promise<Page<Run>> {
    const { items, next } = await listRuns(this.#ports, project, { states: state, labels: label, name, batch, idPrefix: id_prefix }, { cursor, limit });
    return { items: items.map(showRun), next };
  }

  async get({ project }: Caller, id: string): Promise<Run> {
    return showRun(await getRun(this.#ports, project, id));
  }

  async delete({ project }: Caller, reference: string, { dry_run }: DeleteQuery): Promise<Deletion> {
    const { id, state } = await getRun(this.#ports, project, reference);
    if (!dry_run) await deleteRun(this.#ports, project, id);
    else if (!isEnd(state)) throw new ControlError('run.not_ended', `run ${id} is ${state}: cancel it first`);
    return { dry_run, deleted: [id] };
  }

  async resume({ project }: Caller, reference: string, request: ResumeRequest): Promise<Run> {
    const { id } = await getRun(this.#ports, project, reference);
    return showRun(await resumeRun(this.#ports, project, id, { worker: await this.#worker(request) }));
  }

  async fork({ project }: Caller, reference: string, request: ForkRequest, key: string | undefined): Promise<{ readonly items: readonly Run[] }> {
    const { id } = await getRun(this.#ports, project, reference);
    const worker = await this.#worker(request);
    return { items: await forkRun(this.#ports, project, id, { ...request, worker }, idempotency(key, `POST /v1/runs/${id}/fork`, request)) };
  }

  async reproduce({ project }: Caller, reference: string, request: ReproRequest, key: string | undefined): Promise<Run> {
    const { id } = await getRun(this.#ports, project, reference);
    const worker = await this.#worker(request);
    return reproduceRun(this.#ports, project, id, { worker, idempotency: idempotency(key, `POST /v1/runs/${id}/repro`, request) });
  }

  /** The id of a worker that a request has by its id or its name. */
  async #worker({ worker }: { readonly worker?: string | undefined }): Promise<string | undefined> {
    return worker === undefined ? undefined : (await getWorker(this.#ports, worker)).id;
  }
}
