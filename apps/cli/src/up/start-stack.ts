import { existsSync } from 'node:fs';
import { projectFile } from '../project-file.ts';
import { connectionFile, connectionText } from '../client/connection.ts';
import { controlPlane, worker, type Stack } from './components.ts';
import { DataFolder } from './data-folder.ts';
import { DataLock } from './data-lock.ts';
import { freePort } from './free-port.ts';
import { obtainRedis } from './redis/obtain-redis.ts';
import { redisComponent, redisUrl } from './redis/redis-component.ts';
import type { Component } from './supervise/component.ts';
import { Children } from './supervise/left-over.ts';
import { Supervised, type Watchers } from './supervise/supervised.ts';
import { workerNames } from './worker-names.ts';

export interface StackOptions {
  readonly workers: number;
  /** 0 = any that is free. */
  readonly port: number;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** Gets short lines for people. */
  readonly say: (line: string) => void;
}

export interface RunningStack {
  /** Stops everything in order: workers drain, then the control plane, then Redis. Aborting `hurry` kills what has not ended. */
  readonly stop: (hurry: AbortSignal) => Promise<void>;
}

/** A worker has its runs to store. */
const GRACE_MS = 90_000;

/**
 * Starts Redis, control plane and workers on a data folder, and waits until all serve. What was started is stopped again where that fails, or `cancel` is aborted.
 * @throws OptionError, ComponentFailed
 */
export async function startStack(options: StackOptions, cancel: AbortSignal): Promise<RunningStack> {
  const { data, port: wantedPort, environment, say } = options;
  const folder = DataFolder.open(data);
  const lock = DataLock.acquire(folder);
  const base: Supervised[] = []; // in the order in which they were started
  const workers: Supervised[] = [];
  const stop = async (hurry: AbortSignal): Promise<void> => {
    await Promise.all(workers.map((child) => child.stop(GRACE_MS, hurry)));
    for (const child of base.toReversed()) await child.stop(GRACE_MS, hurry);
    lock[Symbol.dispose]();
  };
  try {
    const children = new Children(folder);
    await children.endLeftOvers(say);
    const watchers: Watchers = {
      onStart: (name, pid) => children.add(name, pid),
      onCrash: (name, how, pauseMs) => say(`${name} ${how}: it is started again in ${pauseMs / 1000} s`),
    };
    const start = (component: Component, among: Supervised[]): Promise<void> => {
      cancel.throwIfAborted();
      const child = new Supervised(component, watchers);
      among.push(child);
      return child.start(cancel);
    };
    const port = await freePort(wantedPort);
    const redis = environment['REDIS_URL'] === undefined ? await embeddedRedis(folder, options) : null;
    if (redis) await start(redis.component, base);
    const isFirst = !existsSync(folder.file(connectionFile));
    const stack: Stack = {
      folder,
      environment,
      port,
      url: `http://127.0.0.1:${port}`,
      redisUrl: redis?.url ?? environment['REDIS_URL'] ?? '',
      workerToken: folder.secret('worker-token'),
      firstKey: `rk_${folder.secret('first-key')}`,
    };
    await start(controlPlane(stack), base);
    folder.write(connectionFile, connectionText(stack.url, stack.firstKey));
    const isKnown = workerNames(stack);
    await Promise.all(Array.from({ length: options.workers }, (_, index) => start(worker(stack, index + 1, isKnown), workers)));
    say(`Reprise is up: ${stack.url} with ${options.workers === 1 ? '1 worker' : `${options.workers} workers`}, data in ${folder.path}`);
    if (isFirst) say(`the first key, an administrator's: ${stack.firstKey}`);
    say("'reprise submit JOB', 'reprise ps' and the others find it by themselves; Ctrl-C stops it");
    return { stop };
  } catch (error) {
    await stop(new AbortController().signal);
    throw error;
  }
}

async function embeddedRedis(folder: DataFolder, { environment, isRoot, say }: StackOptions): Promise<{ component: Component; url: string }> {
  const program = obtainRedis({ path: environment['PATH'] ?? '', folder: projectFile('.reprise'), isRoot }, say);
  const address = { port: await freePort(0), password: folder.secret('redis-password') };
  return { component: redisComponent(program, folder, address), url: redisUrl(address) };
}
