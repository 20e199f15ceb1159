import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '@reprise/contracts';
import { getRun, type Ports, type StoredRun } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { byteAnswer } from '../http/byte-range.ts';
import { readObject } from '../http/read-object.ts';
import { RequestProblem } from '../http/request-problem.ts';

/** What guests handed out. */
@Injectable()
export class Artefacts {
  readonly #ports: Ports;
  readonly #store: ObjectStore;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore) {
    this.#ports = ports;
    this.#store = store;
  }

  async list({ project }: Caller, reference: string): Promise<Page<StoredRun['artefacts'][number]>> {
    return { items: (await getRun(this.#ports, project, reference)).artefacts, next: null };
  }

  /** @throws ControlError run.not_found; RequestProblem artefact.not_found */
  async read({ project }: Caller, reference: string, name: string, range: string | undefined): Promise<Response> {
    const { id, epoch, artefacts } = await getRun(this.#ports, project, reference);
    const artefact = artefacts.find((candidate) => candidate.name === name);
    if (!artefact) throw new RequestProblem(404, 'artefact.not_found', `run ${id} has handed out no '${name}'`);
    const headers = { 'content-disposition': `attachment; filename="${name}"`, 'x-content-type-options': 'nosniff', etag: `"${artefact.sha256}"` };
    return byteAnswer(range, artefact.bytes, (stretch) => readObject(this.#store, `runs/${id}/${epoch}/artefacts/${name}`, stretch), headers);
  }
}
