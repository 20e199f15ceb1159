import { Inject, Injectable } from '@nestjs/common';
import type { Page, Worker } from '@reprise/contracts';
import { drainWorker, isAlive, listWorkers, type Ports, type StoredWorker } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import { timeOf } from '../http/time-of.ts';

/** Workers as the API has them: the domain's use cases, shown. */
@Injectable()
export class Workers {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async list(): Promise<Page<Worker>> {
    const now = this.#ports.clock.now();
    return { items: (await listWorkers(this.#ports)).map((worker) => show(worker, now)), next: null };
  }

  async drain(reference: string, drain: boolean): Promise<Worker> {
    return show(await drainWorker(this.#ports, reference, drain), this.#ports.clock.now());
  }
}

const show = (worker: StoredWorker, now: number): Worker => {
  const { id, name, host, version, slots, freeSlots, draining, drain, registeredAt, seenAt } = worker;
  const state = isAlive(worker, now) ? (draining || drain ? 'draining' : 'online') : 'lost';
  return { id, name, host, version, state, slots, freeSlots, registeredAt: timeOf(registeredAt), seenAt: timeOf(seenAt) };
};
