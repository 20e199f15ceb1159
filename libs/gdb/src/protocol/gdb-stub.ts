import type { GdbTarget, Resume } from '../target/target.ts';
import { answer, type Leave, type Session } from './commands.ts';
import { ServedFile } from './files.ts';
import { hexOfText } from './hex.ts';
import { packet, PacketReader } from './packets.ts';
import { Stops } from './stops.ts';

const ACKNOWLEDGE = Uint8Array.of(0x2b);
const REFUSE = Uint8Array.of(0x2d);

/** Packets that may wait while the target runs. gdb itself sends none then. */
const MOST_WAITING = 64;

/**
 * One gdb's session with a target, which has been attached. It knows no socket and no time: whoever owns the connection hands in what
 * arrives.
 */
export class GdbStub {
  readonly #reader = new PacketReader();
  readonly #send: (bytes: Uint8Array) => void;
  readonly #session: Session;
  readonly #waiting: string[] = [];
  /** What is being done; undefined while nothing is. */
  #work: Promise<void> | undefined;
  #left: Leave | undefined;
  #isClosed = false;
  #lastSent: Uint8Array = ACKNOWLEDGE;

  constructor(target: GdbTarget, send: (bytes: Uint8Array) => void) {
    this.#send = send;
    this.#session = { target, stops: new Stops(target), files: new ServedFile(target.program), thread: target.current(), stepping: undefined, noAcknowledgements: false };
  }

  /** How gdb took its leave, once it has. */
  get left(): Leave | undefined {
    return this.#left;
  }

  /** Takes bytes from gdb; resolves when what they ask for is done. What arrives meanwhile waits, but for interrupts. */
  async receive(bytes: Uint8Array): Promise<void> {
    for (const arrival of this.#reader.take(bytes)) {
      switch (arrival.kind) {
        case 'packet':
          this.#accept(String.fromCharCode(...arrival.data));
          break;
        case 'damaged':
          this.#acknowledge(REFUSE);
          break;
        case 'interrupt':
          if (this.#work) this.#session.target.interrupt();
          break;
        case 'refused':
          this.#send(this.#lastSent);
          break;
        case 'acknowledged':
          break;
      }
    }
    await this.#work;
  }

  /** The session is over: nothing of it stays in the target. Resolves when the target stands. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    if (this.#work) this.#session.target.interrupt();
    await this.#work;
    this.#session.stops.clear();
  }

  #accept(text: string): void {
    if (this.#isClosed) return;
    const isTooMuch = this.#waiting.length >= MOST_WAITING;
    this.#acknowledge(isTooMuch ? REFUSE : ACKNOWLEDGE);
    if (isTooMuch) return;
    this.#waiting.push(text);
    // It has begun when this returns: an interrupt that comes next is for it.
    if (!this.#work) this.#begin();
  }

  #begin(): void {
    const work = this.#doAll();
    this.#work = work;
    const end = (): void => {
      if (this.#work === work) this.#work = undefined;
    };
    work.then(end, end);
  }

  async #doAll(): Promise<void> {
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) await this.#command(text);
  }

  async #command(text: string): Promise<void> {
    const given = answer(this.#session, text);
    if (typeof given === 'string') this.#reply(given);
    else if (given instanceof Promise) this.#reply(await given);
    else if ('resume' in given) await this.#resume(given.resume);
    else this.#leave(given.leave);
  }

  async #resume(how: Resume): Promise<void> {
    const { target, stops } = this.#session;
    const event = await target.run(how);
    this.#session.thread = 'thread' in event ? event.thread : target.current();
    if (event.kind === 'failed') this.#reply(`O${hexOfText(`${event.message}\n`)}`);
    this.#reply(stops.report(event));
  }

  /** Nothing of the session stays in a target that goes on without gdb. */
  #leave(leave: Leave): void {
    this.#left = leave;
    this.#isClosed = true;
    this.#waiting.length = 0;
    const { target, stops } = this.#session;
    stops.clear();
    this.#reply('OK');
    if (leave === 'detach') target.detach();
  }

  #acknowledge(how: Uint8Array): void {
    if (!this.#session.noAcknowledgements) this.#send(how);
  }

  #reply(data: string): void {
    this.#lastSent = packet(data);
    this.#send(this.#lastSent);
  }
}
