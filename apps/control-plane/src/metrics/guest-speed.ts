import { Inject, Injectable } from '@nestjs/common';
import type { Heartbeat } from '@reprise/contracts';
import { LEASE_MS } from '@reprise/control';
import { Gauge } from 'prom-client';
import { ServiceMetrics } from './service-metrics.ts';

/** How fast guests run, by what workers say in their heartbeats to this control plane: add up those of all. */
@Injectable()
export class GuestSpeed {
  readonly #heard = new Map<string, { readonly mips: number; readonly at: number }>();

  constructor(@Inject(ServiceMetrics) { registry }: ServiceMetrics) {
    const total = (): number => this.#total(performance.now());
    registry.registerMetric(new Gauge({
      name: 'reprise_guest_mips',
      help: 'Millions of guest instructions a second, of all runs of workers whose last heartbeat came here',
      registers: [],
      collect() {
        this.set(total());
      },
    }));
  }

  heard(worker: string, { runs }: Heartbeat): void {
    this.#heard.set(worker, { mips: runs.reduce((sum, { mips }) => sum + mips, 0), at: performance.now() });
  }

  #total(now: number): number {
    for (const [worker, { at }] of this.#heard) if (now - at > LEASE_MS) this.#heard.delete(worker);
    return [...this.#heard.values()].reduce((sum, { mips }) => sum + mips, 0);
  }
}
