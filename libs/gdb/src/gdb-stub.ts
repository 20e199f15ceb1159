import { answer, type Session } from './commands.ts';
import { packet, PacketReader } from './packets.ts';
import { Stops } from './stops.ts';
import type { GdbTarget, Resume } from './target.ts';

const ACKNOWLEDGE = Uint8Array.of(0x2b);
const REFUSE = Uint8Array.of(0x2d);

/**
 * One gdb's session with a target. It knows no socket and no time: whoever owns the connection hands in what arrives, and while `isRunning`
 * calls `runSome` again and again.
 */
export class GdbStub {
  readonly #reader = new PacketReader();
  readonly #send: (bytes: Uint8Array) => void;
  readonly #session: Session;
  #running = false;
  #left: 'detach' | 'kill' | undefined;
  #lastSent: Uint8Array = ACKNOWLEDGE;

  constructor(target: GdbTarget, send: (bytes: Uint8Array) => void) {
    this.#send = send;
    this.#session = { target, stops: new Stops(target), thread: 0, running: 0, noAcknowledgements: false };
  }

  /** The target runs: `runSome` is to be called. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** How gdb took its leave, once it has. */
  get left(): 'detach' | 'kill' | undefined {
    return this.#left;
  }

  /** Takes bytes from gdb. */
  receive(bytes: Uint8Array): void {
    for (const arrival of this.#reader.take(bytes)) {
      switch (arrival.kind) {
        case 'packet':
          if (!this.#session.noAcknowledgements) this.#send(ACKNOWLEDGE);
          this.#command(String.fromCharCode(...arrival.data));
          break;
        case 'damaged':
          if (!this.#session.noAcknowledgements) this.#send(REFUSE);
          break;
        case 'interrupt':
          if (this.#running) this.#session.target.interrupt();
          break;
        case 'refused':
          this.#send(this.#lastSent);
          break;
        case 'acknowledged':
          break;
      }
    }
  }

  /** Lets the target run for a short while, and tells gdb when it has stopped. */
  runSome(): void {
    if (!this.#running) return;
    const { target, stops } = this.#session;
    const event = target.runSome();
    if (!event) return;
    this.#running = false;
    const thread = target.current();
    this.#session.thread = thread;
    this.#session.running = thread;
    if (event.kind === 'failed') this.#reply(`O${[...new TextEncoder().encode(`${event.message}\n`)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
    this.#reply(stops.report(event, thread));
  }

  /** The connection is gone: nothing of the session stays in the target. */
  close(): void {
    if (this.#running) this.#session.target.interrupt();
    this.#running = false;
    this.#session.stops.clear();
  }

  #command(text: string): void {
    const given = answer(this.#session, text);
    if (typeof given === 'string') this.#reply(given);
    else if ('resume' in given) this.#resume(given.resume);
    else {
      this.#left = given.leave;
      if (given.leave === 'detach') this.#reply('OK');
      this.close();
    }
  }

  #resume(how: Resume): void {
    this.#session.target.resume(how);
    this.#running = true;
  }

  #reply(data: string): void {
    this.#lastSent = packet(data);
    this.#send(this.#lastSent);
  }
}
