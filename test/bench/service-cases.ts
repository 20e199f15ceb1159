/** What the service costs, case by case: each answers lines for people. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobInput, Run } from '@reprise/contracts';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { hasEnded } from '../faults/checks.ts';
import { eventually } from '../faults/eventually.ts';
import { steadyGuest } from '../faults/guests.ts';
import type { Service } from '../faults/service.ts';
import { percentile } from './statistics.ts';

export interface ServiceCase {
  readonly name: string;
  /** `count`: how often something is measured. */
  readonly measure: (service: Service, count: number) => Promise<readonly string[]>;
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const spread = (values: readonly number[]): string => `p50 ${ms(percentile(values, 50))}, p99 ${ms(percentile(values, 99))} (${values.length} times)`;

const program = async ({ client }: Service, rounds: number, work: number): Promise<JobInput> => ({
  boot: { kind: 'program', program: await client.upload(steadyGuest({ seed: 3, rounds, work, exitCode: 0 })) },
  machine: { memory: '16M' },
});
const ENDLESS = 1_000_000;

const untilEnd = ({ client }: Service, id: string): Promise<Run> =>
  eventually('a run ends', async () => {
    const run = await client.get(id);
    return hasEnded(run) ? run : undefined;
  });

/** The first byte of a guest that writes at once, as the client gets it. */
async function firstByte(service: Service, job: JobInput): Promise<number> {
  const start = performance.now();
  const { id } = await service.client.submit(job);
  const enough = new AbortController();
  let first = Number.NaN;
  for await (const at of service.client.arrivals(id, enough.signal)) {
    first = at - start;
    break;
  }
  enough.abort();
  await untilEnd(service, id);
  return first;
}

async function overhead(service: Service, count: number): Promise<string[]> {
  const job = await program(service, 1, 1);
  const times: number[] = [];
  for (let n = 0; n < count; n++) times.push(await firstByte(service, job));
  return [`submitted to the guest's first byte at the client: ${spread(times)}`];
}

/** Jobs a minute of a queue whose worker does nothing. */
async function bareQueue(url: string, concurrency: number, jobs: number): Promise<number> {
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const queue = new Queue('bench', { connection });
  const events = new QueueEvents('bench', { connection });
  await events.waitUntilReady();
  let done = 0;
  const worker = new Worker('bench', async () => void done++, { connection, concurrency });
  await worker.waitUntilReady();
  const start = performance.now();
  await queue.addBulk(Array.from({ length: jobs }, (_, index) => ({ name: 'nothing', data: { index } })));
  await eventually('the queue is empty', () => done >= jobs || undefined);
  const rate = (jobs / (performance.now() - start)) * 60_000;
  await worker.close();
  await events.close();
  await queue.close();
  return rate;
}

async function throughput(service: Service, count: number): Promise<string[]> {
  const job = await program(service, 1, 1);
  const start = performance.now();
  const runs = await Promise.all(Array.from({ length: count }, () => service.client.submit(job)));
  const submitted = performance.now() - start;
  for (const { id } of runs) await untilEnd(service, id);
  const rate = (count / (performance.now() - start)) * 60_000;
  const bare = await bareQueue(service.redis.url, 6, 2000);
  return [`${rate.toFixed(0)} runs a minute of a guest that ends at once (submitted: ${ms(submitted / count)} each); BullMQ alone ${bare.toFixed(0)} jobs a minute`];
}

async function migration(service: Service, count: number): Promise<string[]> {
  const { client } = service;
  const { id } = await client.submit(await program(service, ENDLESS, 20_000));
  const gone = new AbortController();
  const arrivals: number[] = [];
  const listening = (async () => {
    for await (const at of client.arrivals(id, gone.signal)) arrivals.push(at);
  })().catch(() => undefined);
  await eventually('the guest writes', () => arrivals.length > 0 || undefined);
  const gaps: number[] = [];
  for (let n = 0; n < count; n++) {
    const owner = (await client.get(id)).worker;
    const name = await eventually('another worker', async () => {
      for (const candidate of await client.workers()) if (owner !== null && !(await client.workerIds(candidate)).has(owner)) return candidate;
      return undefined;
    });
    const from = performance.now();
    await client.command(id, 'migrate', { worker: name });
    const told = performance.now();
    await eventually('it writes again', () => arrivals.some((at) => at > told + 500) || undefined);
    const around = arrivals.filter((at) => at >= from - 100);
    gaps.push(Math.max(...around.slice(1).map((at, index) => at - (around[index] ?? at))));
  }
  const events = await client.events(id);
  const phase = (first: (type: string, data: object) => boolean, last: (type: string, data: object) => boolean): number[] => {
    const times: number[] = [];
    let begun: number | undefined;
    for (const { type, data, at } of events) {
      if (first(type, data)) begun = Date.parse(at);
      if (last(type, data) && begun !== undefined) {
        times.push(Date.parse(at) - begun);
        begun = undefined;
      }
    }
    return times;
  };
  const isState = (state: string) => (type: string, data: object): boolean => type === 'state' && 'state' in data && data.state === state;
  const isCommand = (type: string, data: object): boolean => type === 'command' && 'kind' in data && data.kind === 'migrate';
  gone.abort();
  await listening;
  await client.command(id, 'cancel');
  return [
    `asked to stopped with everything stored (pre-copy, while the guest runs, and the rest): ${spread(phase(isCommand, isState('migrating')))}`,
    `stopped to owned by the target (restore, compare, take over): ${spread(phase(isState('migrating'), isState('running')))}`,
    `longest silence on the console, at the client: ${spread(gaps)}`,
  ];
}

async function recovery(service: Service, count: number): Promise<string[]> {
  const { client } = service;
  const job = await program(service, ENDLESS, 20_000);
  const timeAfter = async (kill: (worker: Service['workers'][number]) => Promise<void>): Promise<number> => {
    const { id } = await client.submit(job);
    const before = await eventually('it is stored', async () => {
      const run = await client.get(id);
      return run.icount > 0 && run.worker !== null ? run : undefined;
    });
    const names = await Promise.all(service.workers.map(async (worker) => ((await client.workerIds(worker.name.replace(' ', '-'))).has(before.worker ?? '') ? worker : undefined)));
    const owner = names.find((worker) => worker !== undefined);
    if (!owner) throw new Error(`no worker owns ${id}`);
    const start = performance.now();
    await kill(owner);
    await eventually('it goes on', async () => {
      const run = await client.get(id);
      return (run.epoch > before.epoch && run.icount > before.icount) || undefined;
    });
    const time = performance.now() - start;
    await client.command(id, 'cancel');
    return time;
  };
  const workers: number[] = [];
  const vms: number[] = [];
  for (let n = 0; n < count; n++) {
    vms.push(await timeAfter(async (worker) => {
      for (const pid of worker.children()) process.kill(pid, 'SIGKILL');
    }));
    workers.push(await timeAfter(async (worker) => {
      await worker.end('SIGKILL');
      worker.start();
    }));
    await wait(1000);
  }
  return [
    `from the end of a VM's process to more of the run stored by its next owner: ${spread(vms)}`,
    `from the end of a worker to the same, its lease of 15 s included: ${spread(workers)}`,
  ];
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

/** 100 forks of a Linux at its shell, each of which then runs a command and ends. */
async function storage(service: Service, count: number): Promise<string[]> {
  const { client } = service;
  const store = join(service.folder, 'store');
  const first = bytesIn(store);
  const { id: small } = await client.submit(await program(service, 10, 1000));
  await untilEnd(service, small);
  const program1 = bytesIn(store) - first;
  const before = bytesIn(store);
  const { id } = await client.submit({ boot: { kind: 'linux' }, console: { script: [{ expect: '# ' }] } });
  await eventually('a shell', async () => (await client.console(id)).includes('# ') || undefined);
  await client.command(id, 'pause');
  const base = bytesIn(store) - before;
  const forks = await client.fork(id, count, 'exit 3\n');
  for (const fork of forks) await untilEnd(service, fork);
  const all = bytesIn(store) - before;
  return [
    `a bare program that ends at once: ${kib(program1)}`,
    `Linux at its shell (256 MiB of RAM): ${kib(base)}; with ${count} forks that ran a command to its end ${kib(all)}, ${(all / base).toFixed(2)} times the base`,
  ];
}

export const serviceCases: readonly ServiceCase[] = [
  { name: 'overhead', measure: overhead },
  { name: 'throughput', measure: throughput },
  { name: 'migration', measure: migration },
  { name: 'recovery', measure: (service, count) => recovery(service, Math.ceil(count / 10)) },
  { name: 'storage', measure: storage },
];
