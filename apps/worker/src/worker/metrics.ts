import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted, in Prometheus' text format on loopback. */
export class Metrics {
  readonly registry = new Registry();
  readonly instructions = this.#counter('reprise_instructions_total', 'Guest instructions executed');
  readonly heldSeconds = this.#counter('reprise_guest_held_seconds_total', 'Time for which guests were held so that what they did could be stored');
  readonly lost = this.#counter('reprise_runs_lost_total', 'Runs whose lease was over, or that had another owner');
  readonly faults = this.#counter('reprise_vm_faults_total', 'VM processes that ended by no doing of their guest');
  readonly ended = new Counter({ name: 'reprise_runs_ended_total', help: 'Runs that came to their end here', labelNames: ['state'], registers: [this.registry] });
  readonly reports = new Histogram({ name: 'reprise_report_seconds', help: 'Until the control plane had taken what was reported', labelNames: ['kind'], registers: [this.registry] });
  #server: Server | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** How many runs there are at a time. */
  watchRuns(count: () => number): void {
    this.registry.registerMetric(new Gauge({ name: 'reprise_runs', help: 'Runs that this worker hosts', registers: [], collect() { this.set(count()); } }));
  }

  /** Serves them at /metrics; answers with the port. */
  async listen(port: number): Promise<number> {
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end();
      void this.registry.metrics().then((text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    server.unref();
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }
}
