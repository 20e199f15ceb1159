import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { PageUnavailable } from '@reprise/memory';
import type { NodePlace } from '@reprise/tree';
import type { Heartbeat } from './heartbeat.ts';
import { Cell } from './shared-state.ts';

/** What the VM asks the thread that reads a stored run, and waits for. */
export type Question =
  /** A host page, to be put in place. */
  | { readonly kind: 'page'; readonly page: number }
  /** A page of a disk. */
  | { readonly kind: 'disk-page'; readonly disk: string; readonly page: number }
  /** Nodes of a tree. */
  | { readonly kind: 'nodes'; readonly memory: 'ram' | 'disks'; readonly name: string; readonly places: readonly NodePlace[] };

/** The bytes asked for, one after the other; or what is wrong. */
export type Answer = { readonly kind: 'bytes'; readonly bytes: readonly Uint8Array[] } | { readonly kind: 'failed'; readonly message: string };

/** How long the VM waits for an answer, in ms: longer than a store tries again. */
const LONGEST_WAIT_MS = 300_000;

/** Asks the other thread, and holds this one up until the answer is there. */
export class Questions {
  readonly #port: MessagePort;
  readonly #cells: Int32Array;
  readonly #heartbeat: Heartbeat;
  #isBroken = false;
  #asked = 0;

  constructor(port: MessagePort, cells: SharedArrayBuffer, heartbeat: Heartbeat) {
    this.#port = port;
    this.#cells = new Int32Array(cells);
    this.#heartbeat = heartbeat;
  }

  /** How often something was asked for. */
  get asked(): number {
    return this.#asked;
  }

  /** @throws PageUnavailable */
  ask(question: Question): readonly Uint8Array[] {
    if (this.#isBroken) throw new PageUnavailable('the store is not there any more');
    this.#asked++;
    const answered = Atomics.load(this.#cells, Cell.ANSWERED);
    this.#port.postMessage(question, []);
    if (!this.#heartbeat.waitForChange(this.#cells, Cell.ANSWERED, answered, LONGEST_WAIT_MS)) {
      this.#isBroken = true; // an answer that comes later is not that to a later question
      throw new PageUnavailable('the store has not answered');
    }
    const received: { message: Answer } | undefined = receiveMessageOnPort(this.#port);
    const answer = received?.message;
    if (answer?.kind === 'bytes') return answer.bytes;
    throw new PageUnavailable(answer?.message ?? 'the store has given no answer');
  }

  /** What is asked from now on is unavailable. */
  close(): void {
    this.#isBroken = true;
    this.#port.close();
  }
}
