/** A control plane in this process: the use cases over a record in memory, and their protocol over HTTP, without a queue: whoever sends a heartbeat learns of all runs that wait. */
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  answerCommand, claimRun, commitRun, ControlError, createRun, endRun, errorKinds, heartbeatWorker, localNews, prepareMigration, registerWorker, reportRepro, takeOver, tick, yieldRun,
  type Bundled, type CreateRunOptions, type Ports, type StoredRun,
} from '@reprise/control';
import { jobSpecification, type Assignment, type JobInput } from '@reprise/contracts';
import { openRecord } from '@reprise/record';
import { talking } from './guest.ts';

export const PROJECT = 'test';
/** What comes with it is nothing that a worker comes with. */
const digest = `sha256:${hash('sha256', talking, 'hex')}`;
const bundled: Bundled = { 'bundled:firmware': digest, 'bundled:kernel': digest, 'bundled:initrd': digest };
/** Its time goes by slowly, so that on a busy machine nothing lapses but what a test lets lapse. */
const SLOWNESS = 10;
const statuses: Readonly<Record<string, number>> = { invalid: 400, unauthenticated: 401, forbidden: 403, missing: 404, conflict: 409, changed: 412, limit: 413, unavailable: 503 };

/** What a test does on the way. What it throws is answered, and nobody learns of what was told. */
export interface Hooks {
  /** What a worker is told when it has claimed a run. */
  handOut?: (assignment: Assignment) => Assignment;
  /** Before something stored, or an end, is taken note of. */
  commit?: () => Promise<void>;
  end?: () => Promise<void>;
}

export class TestControlPlane {
  readonly ports: Ports;
  url = '';
  /** Requests get no answer while this is set. */
  isAway = false;
  readonly #server: Server;
  readonly #ticks: NodeJS.Timeout;
  #ahead = 0;

  hooks: Hooks = {};
  /** Words that did not come from a run's owner. */
  refused: string[] = [];
  private constructor(ports: Omit<Ports, 'clock'>) {
    const start = Date.now();
    this.ports = { ...ports, clock: { now: () => start + Math.floor((Date.now() - start) / SLOWNESS) + this.#ahead } };
    this.#server = createServer((request, response) => {
      if (this.isAway) return void request.socket.destroy();
      this.#answer(request).then(
        (answer) => response.writeHead(answer === undefined ? 204 : 200, { 'content-type': 'application/json' }).end(answer === undefined ? undefined : JSON.stringify(answer)),
        (error: unknown) => {
          const known = error instanceof ControlError;
          if (known && error.code === 'run.not_owner') this.refused.push(request.url?.split('/').at(-1) ?? '');
          const status = known ? (statuses[errorKinds[error.code]] ?? 500) : 500;
          const problem = { type: 'about:blank', title: 'refused', status, detail: String(error), code: known ? error.code : 'internal' };
          response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
        },
      );
    });
    this.#ticks = setInterval(() => void (this.isAway || tick(this.ports)), 200);
  }

  static async start(): Promise<TestControlPlane> {
    const queue = { add: async () => {}, depth: async () => 0, check: async () => {}, close: async () => {} };
    const plane = new TestControlPlane({ record: await openRecord('pglite:'), queue, news: localNews(), objects: { namedBy: async () => [] }, bundled });
    await new Promise<void>((resolve) => plane.#server.listen(0, '127.0.0.1', resolve));
    const address = plane.#server.address();
    plane.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return plane;
  }

  /** Lets all leases lapse that are not renewed from now on. */
  skip(ms: number): void {
    this.#ahead += ms;
  }

  async submit(job: JobInput, options: CreateRunOptions = {}): Promise<string> {
    return (await createRun(this.ports, PROJECT, jobSpecification.parse(job), options)).id;
  }

  async run(id: string): Promise<StoredRun> {
    const run = await this.ports.record.runs.get(id);
    if (!run) throw new Error(`there is no run ${id}`);
    return run;
  }

  /** Waits until a run is as it is to be. */
  async until(id: string, is: (run: StoredRun) => boolean): Promise<StoredRun> {
    for (;;) {
      const run = await this.run(id);
      if (is(run)) return run;
      if (run.endedAt !== null) throw new Error(`run ${id} has ended: ${JSON.stringify(run.end)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#ticks);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.ports.record.close();
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const body: never = JSON.parse((await text(request)) || '{}') as never; // what the worker sends: its types are checked where it is made
    const [kind, id = '', verb, command = ''] = (request.url ?? '').replace('/internal/v1/', '').split('/');
    const { ports } = this;
    if (kind === 'workers' && id === '') return registerWorker(ports, body).then(() => undefined);
    if (kind === 'workers' && verb === 'claim') return (this.hooks.handOut ?? ((assignment) => assignment))(await claimRun(ports, id, (body as { run: string }).run));
    if (kind === 'workers') {
      const answer = await heartbeatWorker(ports, id, body);
      const waiting = await ports.record.runs.waiting(ports.clock.now(), 100, 100);
      return { ...answer, waiting: [...answer.waiting, ...waiting.map(({ id: run }) => run)] };
    }
    switch (verb) {
      case 'commit':
        await this.hooks.commit?.();
        return commitRun(ports, id, body);
      case 'commands': return answerCommand(ports, id, command, body).then(() => undefined);
      case 'yield': return yieldRun(ports, id, body);
      case 'prepared': return prepareMigration(ports, id, body);
      case 'takeover': return takeOver(ports, id, body);
      case 'end':
        await this.hooks.end?.();
        return endRun(ports, id, body);
      case 'repro': return reportRepro(ports, id, body);
      default: throw new Error(`there is no ${request.url}`);
    }
  }
}
