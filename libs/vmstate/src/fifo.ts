import type { Field } from './field.ts';
import { describe, StateError } from './tree.ts';

/** A queue of at most `capacity` bytes. */
export class Fifo {
  readonly capacity: number;
  readonly #ring: Uint8Array;
  #start = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#ring = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** How many bytes may still be pushed. */
  get free(): number {
    return this.capacity - this.#length;
  }

  /** The oldest byte; 0 if there is none. */
  get head(): number {
    return this.#length === 0 ? 0 : (this.#ring[this.#start] ?? 0);
  }

  /** Takes in a byte (modulo 256); false, and no change, if the queue is full. */
  push(byte: number): boolean {
    if (this.#length === this.capacity) return false;
    this.#ring[(this.#start + this.#length) % this.capacity] = byte;
    this.#length++;
    return true;
  }

  /** Removes the oldest byte, if there is one. */
  drop(): void {
    if (this.#length === 0) return;
    this.#start = (this.#start + 1) % this.capacity;
    this.#length--;
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }

  /** A copy of the bytes, the oldest first. */
  toBytes(): Uint8Array {
    return Uint8Array.from({ length: this.#length }, (_, index) => this.#ring[(this.#start + index) % this.capacity] ?? 0);
  }
}

/** A queue of at most `capacity` bytes, empty after reset. */
export const fifo = (capacity: number): Field<Fifo> => ({
  initial: () => new Fifo(capacity),
  coerce: (value) => value,
  save: (value) => value.toBytes(),
  load: (tree, path) => {
    if (!(tree instanceof Uint8Array) || tree.length > capacity) {
      throw new StateError(path, `expected at most ${capacity} bytes, got ${describe(tree)}`);
    }
    const queue = new Fifo(capacity);
    for (const byte of tree) queue.push(byte);
    return queue;
  },
});
