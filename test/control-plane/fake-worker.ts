/** What a worker does to the service, without a guest: it claims runs, and stores what a test says that the guest wrote. */
import { hash } from 'node:crypto';
import { httpWorkerApi, type WorkerApi } from '@reprise/api-client';
import type { Assignment, Commit, Head, RunEnd } from '@reprise/contracts';
import { newId } from '@reprise/control';
import { SegmentWriter } from '@reprise/replay';
import { WORKER_TOKEN, type Service } from './service.ts';

const INSTRUCTIONS = 1000;
const digestOf = (text: string): string => `sha256:${hash('sha256', text)}`;
const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

export interface FakeWorker extends WorkerApi {
  readonly id: string;
  readonly name: string;
}

export async function startWorker({ url }: Service, name: string): Promise<FakeWorker> {
  const id = newId('w');
  const api = httpWorkerApi({ urls: [url], token: WORKER_TOKEN, worker: id });
  await api.register({ id, name, slots: 4, version: '0', host: 'here' });
  return { ...api, id, name };
}

/** A run in the hands of a worker: each `write` is a segment of its log, stored and committed. */
export class FakeVm {
  readonly assignment: Assignment;
  readonly #service: Service;
  readonly #worker: FakeWorker;
  #head: Head | null;
  #start = { icount: 0, consoleBytes: 0 };

  private constructor(service: Service, worker: FakeWorker, assignment: Assignment) {
    this.#service = service;
    this.#worker = worker;
    this.assignment = assignment;
    this.#head = assignment.head;
  }

  static async claim(service: Service, worker: FakeWorker, run: string): Promise<FakeVm> {
    return new FakeVm(service, worker, await worker.claim(run));
  }

  get head(): Head | null {
    return this.#head;
  }

  get run(): string {
    return this.assignment.run;
  }

  /** One heartbeat of this run alone: what is wanted of it. */
  async beat() {
    const { run, epoch } = this.assignment;
    return this.#worker.heartbeat({ runs: [{ run, epoch, vmState: 'running', icount: this.#head?.icount ?? 0, mips: 50 }], freeSlots: 3, draining: false });
  }

  /** Of a fork: where it begins. */
  begin(icount: number, consoleBytes: number): void {
    this.#start = { icount, consoleBytes };
  }

  /** Tells what the guest writes, without storing it. */
  async say(text: string): Promise<void> {
    const { run, epoch } = this.assignment;
    await this.#service.parts.ports.news.publish(`console:${run}`, { epoch, offset: this.#head?.consoleBytes ?? 0, data: Buffer.from(text).toString('base64') });
  }

  async write(text: string, answers: Commit['answers'] = []): Promise<void> {
    const { run, epoch } = this.assignment;
    const bytes = Buffer.from(text);
    const { parts = [], seal = '', icount = this.#start.icount, consoleBytes = this.#start.consoleBytes, storedBytes = 0 } = this.#head ?? {};
    const number = parts.at(-1)?.to ?? 0;
    const start = { number, icount, time: icount, consoleBytes };
    const end = { icount: icount + INSTRUCTIONS, time: icount + INSTRUCTIONS, consoleBytes: consoleBytes + bytes.length };
    const segment = new SegmentWriter(start).close(
      { previous: seal === '' ? sha256(Buffer.from('configuration')) : Buffer.from(seal, 'hex'), digest: digestOf(`${number}`) },
      { ...end, digest: digestOf(`${number + 1}`), outcome: { kind: 'continues' }, consoleHash: bytes.length === 0 ? null : sha256(bytes) },
      sha256,
    );
    const prefix = `runs/${run}/${epoch}/`;
    const { store } = this.#service.parts;
    await store.put(`${prefix}log/${number}`, segment.bytes);
    if (bytes.length > 0) await store.put(`${prefix}console/${number}`, bytes);
    const recording = { format: 1, configuration: hash('sha256', 'configuration'), segments: number + 1, head: Buffer.from(segment.seal).toString('hex'), keyframes: [], parent: null };
    const configuration = { machine: 'virt', bios: null, kernel: null, initrd: null, dtb: null, drives: [] };
    await store.put(`${prefix}run.json`, Buffer.from(JSON.stringify({ configuration, recording, parts: [] })));
    const own = parts.at(-1)?.epoch === epoch ? parts.slice(0, -1) : parts;
    const from = parts.at(-1)?.epoch === epoch ? (parts.at(-1)?.from ?? 0) : number;
    const head: Head = {
      parts: [...own, { epoch, from, to: number + 1 }],
      seal: recording.head,
      keyframes: [],
      states: [],
      icount: end.icount,
      consoleBytes: end.consoleBytes,
      storedBytes: storedBytes + segment.bytes.length,
    };
    await this.#worker.commit(run, { epoch, head, answers });
    this.#head = head;
  }

  async end(end: Partial<RunEnd> = {}, more: Partial<Parameters<FakeWorker['end']>[1]> = {}): Promise<void> {
    const { run, epoch } = this.assignment;
    const { icount = 0, consoleBytes = 0 } = this.#head ?? {};
    await this.#worker.end(run, {
      epoch,
      state: 'succeeded',
      head: this.#head,
      end: { reason: 'shutdown', exitCode: 0, state: digestOf('end'), icount, consoleBytes, consoleSha256: null, message: null, ...end },
      crash: null,
      artefacts: [],
      answers: [],
      ...more,
    });
  }
}
