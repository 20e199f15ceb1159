import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What Prometheus reads: counted as it happens here, and looked up by whoever adds to the registry. One for each application, not for the process. */
@Injectable()
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'reprise_http_request_seconds',
    help: 'Time to the end of an answer, by route; live answers excluded',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_SECONDS,
    registers: [this.registry],
  });
  readonly storeRequests = new Histogram({
    name: 'reprise_store_request_seconds',
    help: 'Requests of this control plane to the object store',
    labelNames: ['operation', 'outcome'],
    buckets: HTTP_SECONDS,
    registers: [this.registry],
  });
  readonly leasesLost = new Counter({ name: 'reprise_leases_lost_total', help: 'Runs taken from workers that were not heard of in time, by this control plane', registers: [this.registry] });
  readonly migrationsWithdrawn = new Counter({ name: 'reprise_migrations_withdrawn_total', help: 'Migrations that nobody took over in time', registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
