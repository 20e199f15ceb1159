import { assignment, heartbeatAnswer } from '@reprise/contracts';
import { type Request, type RetryPolicy, Transport, type TransportPorts } from '../http/transport.ts';
import type { WorkerApi } from './worker-api.ts';

export interface HttpWorkerApiOptions {
  /** Addresses of control planes. */
  readonly urls: readonly string[];
  /** The secret that workers and control planes share. */
  readonly token: string;
  /** This worker's id. */
  readonly worker: string;
  readonly ports?: TransportPorts;
}

/** What is said of a run is worth some seconds of patience: a control plane may be starting again. */
const patient: RetryPolicy = { attempts: 10, base: 100, cap: 2000 };
/** A heartbeat comes again by itself. */
const brisk: RetryPolicy = { attempts: 3, base: 50, cap: 200 };

/** A worker's calls over HTTP. @throws RangeError for an address that is none */
export function httpWorkerApi({ urls, token, worker, ports }: HttpWorkerApiOptions): WorkerApi {
  const headers = { authorization: `Bearer ${token}`, 'reprise-worker': worker };
  const transport = new Transport({ urls, headers, retry: patient, timeout: 10_000, ...(ports && { ports }) });
  const post = (path: string, json: unknown, retry = patient): Request => ({ method: 'POST', path: `/internal/v1${path}`, json, retry, repeatable: true });
  const say = async (path: string, json: unknown): Promise<void> => {
    await (await transport.send(post(path, json))).arrayBuffer(); // read to its end, so that the connection serves again
  };
  return {
    register: (registration) => say('/workers', registration),
    claim: (run) => transport.call(post(`/workers/${worker}/claim`, { run }), assignment),
    heartbeat: (heartbeat) => transport.call(post(`/workers/${worker}/heartbeat`, heartbeat, brisk), heartbeatAnswer),
    commit: (run, commit) => say(`/runs/${run}/commit`, commit),
    answer: (run, command, answer) => say(`/runs/${run}/commands/${command}`, answer),
    yield: (run, yielded) => say(`/runs/${run}/yield`, yielded),
    prepared: (run, prepared) => say(`/runs/${run}/prepared`, prepared),
    takeover: (run, takeover) => transport.call(post(`/runs/${run}/takeover`, takeover), assignment),
    end: (run, ended) => say(`/runs/${run}/end`, ended),
    reproduced: (run, reproduced) => say(`/runs/${run}/repro`, reproduced),
  };
}
