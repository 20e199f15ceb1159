/** What is done to the service. Each fault is over when it returns: what was killed is started again, what was full is not. */
import { setTimeout as wait } from 'node:timers/promises';
import { randomWords } from '@reprise/store/testing';
import type { Part } from './part.ts';
import type { Service } from './service.ts';
import { hasEnded } from './checks.ts';
import { eventually } from './eventually.ts';
import type { FaultProxy, ProxyFault } from '../s3/fault-proxy.ts';

export interface Victim {
  readonly service: Service;
  /** In front of the store, where that is S3. */
  readonly proxy?: FaultProxy | undefined;
}

/** Random whole numbers, of 32 bits. */
export type Random = () => number;

export interface Fault {
  readonly name: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** Could it be done here? */
  readonly isPossible?: (victim: Victim) => boolean;
  /** Answers what was done, for people. */
  readonly inject: (victim: Victim, random: Random) => Promise<string>;
}

const pick = <T>(items: readonly T[], random: Random): T => {
  const item = items[random() % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** Milliseconds for which something is away. */
const aWhile = (random: Random): Promise<unknown> => wait(random() % 2000);

async function killRedis({ redis }: Service, random: Random): Promise<string> {
  await redis.kill();
  await aWhile(random);
  await redis.start();
  return redis.url;
}

async function killAndStart(part: Part, random: Random): Promise<string> {
  await part.end('SIGKILL');
  await aWhile(random);
  part.start();
  return part.name;
}

/** Workers are told by what they say in the record, and runs by their owners. */
async function stopUntilOthersOwn({ client }: Service, worker: Part): Promise<string> {
  worker.signal('SIGSTOP');
  const ids = await client.workerIds(worker.name.replace(' ', '-'));
  const owned = (await client.list()).filter((run) => run.worker !== null && ids.has(run.worker));
  for (const { id, epoch } of owned) {
    await eventually(`run ${id} is taken from ${worker.name}`, async () => {
      const run = await client.get(id);
      return run.epoch > epoch || run.worker === null || hasEnded(run) || undefined;
    });
  }
  worker.signal('SIGCONT');
  return `${worker.name}, which owned ${owned.length}`;
}

/** A worker that was just started is asked to end only once it can hear it. */
async function drain(worker: Part): Promise<string> {
  await eventually(`${worker.name} is there`, async () => worker.hasSaid('worker is there') || undefined);
  const status = await worker.end('SIGTERM');
  worker.start();
  if (status !== 0) throw new Error(`${worker.name} ended with ${status} after SIGTERM:\n${worker.lastWords()}`);
  return worker.name;
}

/** What may be the matter with a store that is reached over a network. */
interface StoreTrouble {
  readonly name: string;
  readonly weight: number;
  /** One request in so many is met, by any of `kinds`. */
  readonly oneIn: number;
  readonly kinds: readonly ProxyFault[];
  /** For so many ms at least, and up to so many more. */
  readonly least: number;
  readonly more: number;
}

const storeTroubles: readonly StoreTrouble[] = [
  { name: 'the store answers 500 and 503', weight: 3, oneIn: 2, kinds: ['answer-429', 'answer-500', 'answer-503', 'answer-500-after'], least: 500, more: 5000 },
  { name: 'the store cuts connections', weight: 3, oneIn: 2, kinds: ['cut-before', 'cut-after', 'truncate-request', 'truncate-answer'], least: 500, more: 5000 },
  { name: 'the store is slow', weight: 2, oneIn: 1, kinds: ['latency', 'slow'], least: 2000, more: 5000 },
  // for longer than requests are repeated: runs are given back
  { name: 'the store is away', weight: 1, oneIn: 1, kinds: ['answer-503', 'cut-before', 'hang'], least: 14_000, more: 6000 },
];

function storeFault({ name, weight, oneIn, kinds, least, more }: StoreTrouble): Fault {
  return {
    name,
    weight,
    isPossible: ({ proxy }) => proxy !== undefined,
    inject: async ({ proxy }, random) => {
      const ms = least + (random() % more);
      const ofRequests = randomWords(random()); // how many there are must not change the faults after this one
      let met = 0;
      proxy?.plan(() => {
        if (ofRequests() % oneIn !== 0) return undefined;
        met++;
        return pick(kinds, ofRequests);
      }, ofRequests);
      await wait(ms);
      const all = proxy?.requests ?? 0;
      proxy?.plan(() => undefined);
      return `${met} of ${all} requests in ${ms} ms`;
    },
  };
}

export const faults: readonly Fault[] = [
  { name: 'kill -9 of a worker', weight: 6, inject: ({ service }, random) => killAndStart(pick(service.workers, random), random) },
  {
    name: 'kill -9 of the process of a VM',
    weight: 6,
    inject: async ({ service }, random) => {
      const vms = service.workers.flatMap((worker) => worker.children());
      if (vms.length === 0) return 'there was none';
      const pid = pick(vms, random);
      process.kill(pid, 'SIGKILL');
      return `process ${pid}`;
    },
  },
  { name: 'kill -9 of a control plane', weight: 4, inject: ({ service }, random) => killAndStart(pick(service.controlPlanes, random), random) },
  { name: 'kill -9 of Redis', weight: 4, inject: ({ service }, random) => killRedis(service, random) },
  {
    name: 'Redis wiped',
    weight: 3,
    inject: async ({ service }) => eventually('Redis is wiped', () => service.redisSays('FLUSHALL').then((answer) => (answer.startsWith('+OK') ? 'all of it' : undefined), () => undefined)),
  },
  {
    name: 'SIGTERM to a worker, which drains it',
    weight: 2,
    inject: ({ service }, random) => drain(pick(service.workers, random)),
  },
  { name: 'SIGSTOP of a worker until others own its runs, then SIGCONT', weight: 1, inject: ({ service }, random) => stopUntilOthersOwn(service, pick(service.workers, random)) },
  {
    name: 'the disk of the store is full',
    weight: 3,
    isPossible: ({ service }) => service.disk !== undefined,
    inject: async ({ service }, random) => {
      service.disk?.fill();
      const ms = 500 + (random() % 2500);
      await wait(ms);
      service.disk?.clear();
      return `for ${ms} ms`;
    },
  },
  ...storeTroubles.map(storeFault),
];

/** One of those that are possible, by weight. */
export function chooseFault(victim: Victim, random: Random): Fault {
  const possible = faults.filter(({ isPossible }) => isPossible?.(victim) ?? true);
  let at = random() % possible.reduce((sum, { weight }) => sum + weight, 0);
  for (const fault of possible) {
    if (at < fault.weight) return fault;
    at -= fault.weight;
  }
  throw new Error('the weights do not add up');
}

export const faultNamed = (name: string): Fault => {
  const found = faults.find((fault) => fault.name === name);
  if (!found) throw new Error(`no fault '${name}'`);
  return found;
};
