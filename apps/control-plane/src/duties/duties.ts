import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Ports, tick } from '@reprise/control';
import { PinoLogger } from 'nestjs-pino';
import { PORTS } from '../application/tokens.ts';
import { ServiceMetrics } from '../metrics/service-metrics.ts';

/** Time between two rounds, in ms. */
const EVERY = 1000;

/** What every control plane does again and again: leases, migrations, batches, the queue. The record sees to it that it does not matter how many do it, or how often. */
@Injectable()
export class Duties implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #ports: Ports;
  readonly #metrics: ServiceMetrics;
  readonly #log: PinoLogger;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(@Inject(PORTS) ports: Ports, @Inject(ServiceMetrics) metrics: ServiceMetrics, @Inject(PinoLogger) log: PinoLogger) {
    this.#ports = ports;
    this.#metrics = metrics;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#running = this.#repeat(this.#stop.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { counts, failures } = await tick(this.#ports);
      this.#metrics.leasesLost.inc(counts.get('expireLeases') ?? 0);
      this.#metrics.migrationsWithdrawn.inc(counts.get('withdrawMigrations') ?? 0);
      for (const [duty, error] of failures) this.#log.warn({ err: error, duty }, 'a duty could not be done, and is tried again');
      await pause(EVERY, undefined, { signal }).catch(() => undefined);
    }
  }
}
