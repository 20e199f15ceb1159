import { projectFile } from '../project-file.ts';
import type { DataFolder } from './data-folder.ts';
import type { Component } from './supervise/component.ts';

/** What the parts of a stack have in common: docs/service.md, "Processes". */
export interface Stack {
  readonly folder: DataFolder;
  /** The environment of whoever started it: its variables count before the embedded defaults. */
  readonly environment: NodeJS.ProcessEnv;
  readonly redisUrl: string;
  readonly url: string;
  readonly port: number;
  readonly workerToken: string;
  readonly firstKey: string;
}

export function controlPlane(stack: Stack): Component {
  return {
    name: 'control plane',
    command: part('control-plane'),
    environment: {
      ...shared(stack),
      DATABASE_URL: stack.environment['DATABASE_URL'] ?? `pglite:${stack.folder.file('record')}`,
      REPRISE_FIRST_KEY: stack.firstKey,
      HOST: '127.0.0.1',
      PORT: String(stack.port),
    },
    log: stack.folder.file('logs', 'control-plane.log'),
    hasChannel: true,
    isReady: () => answers(`${stack.url}/health/ready`),
  };
}

/** Workers are numbered from 1. `isKnown`: has a worker of this name told the control plane that it is there? */
export function worker(stack: Stack, number: number, isKnown: (name: string) => Promise<boolean>): Component {
  const name = `worker-${number}`;
  return {
    name: `worker ${number}`,
    command: part('worker'),
    environment: { ...shared(stack), CONTROL_PLANE_URL: stack.url, WORKER_NAME: name, WORKER_CACHE: stack.folder.file('cache', name) },
    log: stack.folder.file('logs', `${name}.log`),
    hasChannel: true,
    isReady: () => isKnown(name),
  };
}

const part = (name: string): Component['command'] => [process.execPath, ...process.execArgv, process.argv[1] ?? projectFile('apps/cli/bundle/start.js'), name];

const shared = ({ environment, redisUrl, folder, workerToken }: Stack): NodeJS.ProcessEnv => ({
  ...environment,
  REDIS_URL: redisUrl,
  OBJECT_STORE: environment['OBJECT_STORE'] ?? `file:${folder.file('store')}`,
  REPRISE_WORKER_TOKEN: workerToken,
});

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false; // not yet
  }
}
