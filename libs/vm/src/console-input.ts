import type { CharReceiver } from '@reprise/qdev';

/**
 * Characters that came from outside and that no device has taken yet. They are state: they came at a known instruction, and when the guest
 * takes them depends on the guest alone.
 */
export class ConsoleInput {
  #waiting: Uint8Array = new Uint8Array(0);
  readonly #receiver: CharReceiver;

  constructor(receiver: CharReceiver) {
    this.#receiver = receiver;
  }

  get path(): string {
    return this.#receiver.path;
  }

  get waiting(): Uint8Array {
    return this.#waiting;
  }

  set waiting(bytes: Uint8Array) {
    this.#waiting = bytes;
  }

  /** Adds bytes behind those that wait, and offers them. */
  add(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#waiting.length + bytes.length);
    joined.set(this.#waiting);
    joined.set(bytes, this.#waiting.length);
    this.#waiting = joined;
    this.offer();
  }

  /** Throws away what waits. */
  discard(): void {
    this.#waiting = new Uint8Array(0);
  }

  /** Gives the device what it has room for. */
  offer(): void {
    while (this.#waiting.length > 0) {
      const room = this.#receiver.canReceive();
      const taken = room > 0 ? this.#receiver.receive(this.#waiting.subarray(0, Math.min(room, this.#waiting.length))) : 0;
      if (taken === 0) return;
      this.#waiting = this.#waiting.slice(taken);
    }
  }
}
