import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { isAlive, listWorkers, type Ports, type StoredWorker } from '@reprise/control';
import { runState } from '@reprise/contracts';
import { Gauge } from 'prom-client';
import { PORTS } from '../application/tokens.ts';
import { ServiceMetrics } from './service-metrics.ts';

/** What is looked up when Prometheus asks: the same of all control planes, since it is the record's and the queue's. */
@Injectable()
export class RecordGauges implements OnModuleInit {
  readonly #ports: Ports;
  readonly #registry: ServiceMetrics['registry'];

  constructor(@Inject(PORTS) ports: Ports, @Inject(ServiceMetrics) { registry }: ServiceMetrics) {
    this.#ports = ports;
    this.#registry = registry;
  }

  onModuleInit(): void {
    const { record, queue } = this.#ports;
    const gauges = [
      gauge('reprise_runs', 'Runs by state', ['state'], async (runs) => {
        const counts = await record.runs.countByState({});
        for (const state of runState.options) runs.set({ state }, counts[state] ?? 0);
      }),
      gauge('reprise_queue_depth', 'Wake-ups that wait in the queue', [], async (depth) => depth.set(await queue.depth())),
      gauge('reprise_queue_wait_seconds', 'How long the run has waited that has waited longest, of those that may be claimed', [], async (wait) => wait.set(await this.#longestWait())),
      gauge('reprise_workers', 'Workers that were heard of lately', ['state'], async (workers) => {
        const { alive, all } = await this.#workers();
        workers.set({ state: 'alive' }, alive.length);
        workers.set({ state: 'lost' }, all.length - alive.length);
      }),
      gauge('reprise_worker_slots', 'Slots of workers that are there', ['use'], async (slots) => {
        const { alive } = await this.#workers();
        const free = alive.reduce((sum, { freeSlots }) => sum + freeSlots, 0);
        slots.set({ use: 'free' }, free);
        slots.set({ use: 'taken' }, alive.reduce((sum, worker) => sum + worker.slots, 0) - free);
      }),
    ];
    for (const one of gauges) this.#registry.registerMetric(one);
  }

  async #workers(): Promise<{ readonly alive: readonly StoredWorker[]; readonly all: readonly StoredWorker[] }> {
    const now = this.#ports.clock.now();
    const all = await listWorkers(this.#ports);
    return { all, alive: all.filter((worker) => isAlive(worker, now)) };
  }

  /** In seconds; 0 where none waits. */
  async #longestWait(): Promise<number> {
    const [first] = await this.#ports.record.runs.list({ states: ['pending'] }, { limit: 1, after: undefined }, 'oldest');
    return first ? Math.max(0, this.#ports.clock.now() - first.createdAt) / 1000 : 0;
  }
}

/** A gauge without a value where what it is about is away: the others are still told. */
const gauge = (name: string, help: string, labelNames: string[], look: (gauge: Gauge) => Promise<void>): Gauge =>
  new Gauge({
    name,
    help,
    labelNames,
    registers: [],
    async collect() {
      this.reset();
      await look(this).catch(() => this.reset());
    },
  });
