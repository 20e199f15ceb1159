import type { DeviceContext } from '@reprise/qdev';
import { type Chain, readChain } from './descriptor-chain.ts';
import { VIRTIO_F } from './features.ts';
import { virtioBus } from './virtio-bus.ts';
import { INTERRUPT, type QueueState, STATUS, type VirtioState } from './virtio-state.ts';

/** Of the available ring's flags, §2.7.6. */
const NO_INTERRUPT = 1;
/** Bytes before the slots of either ring: flags and index. */
const RING_HEADER = 4;
const USED_SLOT_BYTES = 8;

export type VirtqueueContext = Pick<DeviceContext, 'dma' | 'guestError' | 'host'>;

/** Puts the device out of use until it is reset, §2.1.2: the driver did what cannot be worked with. */
export function needsReset(s: VirtioState, dev: VirtqueueContext, reason: string): void {
  dev.guestError(`virtio: ${reason}`);
  if (s.status & STATUS.NEEDS_RESET) return;
  if (s.status & STATUS.DRIVER_OK) s.interruptStatus |= INTERRUPT.CONFIG_CHANGE;
  s.status |= STATUS.NEEDS_RESET;
}

/**
 * The device's side of one split virtqueue, Virtio 1.2 §2.7. All state is in the device's; this is a view of it, made anew for
 * each use. A ring or a chain that cannot be worked with puts the device out of use instead of throwing.
 */
export class Virtqueue {
  readonly #s: VirtioState;
  readonly #index: number;
  readonly #dev: VirtqueueContext;

  constructor(s: VirtioState, index: number, dev: VirtqueueContext) {
    this.#s = s;
    this.#index = index;
    this.#dev = dev;
  }

  /** May the device use the queue now? */
  get usable(): boolean {
    return this.#live() !== null;
  }

  /** The queue, if the device may use it now: a legacy driver need not wait for DRIVER_OK (§3.1.2). */
  #live(): QueueState | null {
    const { status, queues } = this.#s;
    const queue = queues[this.#index];
    if (!queue?.ready || queue.size === 0 || status & STATUS.NEEDS_RESET) return null;
    return status & STATUS.DRIVER_OK || this.#dev.host(virtioBus)?.legacy ? queue : null;
  }

  /** How many chains wait; null = the driver's index makes no sense. */
  #waiting(queue: QueueState): number | null {
    const index = this.#dev.dma.read16(Number(queue.driver) + 2);
    if (index === undefined) return null;
    const count = (index - queue.availIndex) & 0xffff;
    return count > queue.size ? null : count;
  }

  /** The chain `ahead` places after the next one. */
  #chain(queue: QueueState, ahead: number): Chain | string {
    const slot = ((queue.availIndex + ahead) & 0xffff) % queue.size;
    const head = this.#dev.dma.read16(Number(queue.driver) + RING_HEADER + 2 * slot);
    if (head === undefined) return 'an available ring outside of memory';
    return readChain(this.#dev.dma, Number(queue.desc), queue.size, head);
  }

  /** Takes the next buffer; null if there is none. With none left, the driver is asked to notify of the next one. */
  pop(): Chain | null {
    const queue = this.#live();
    if (!queue) return null;
    const waiting = this.#waiting(queue);
    if (waiting === null) return this.#fail(`the index of available ring ${this.#index} makes no sense`);
    if (waiting === 0) return null;
    const chain = this.#chain(queue, 0);
    if (typeof chain === 'string') return this.#fail(chain);
    queue.availIndex++;
    return this.#requestNotification(queue) ? chain : null;
  }

  /** Undoes the latest `count` pops, of buffers that were not given back. */
  unpop(count: number): void {
    const queue = this.#s.queues[this.#index];
    if (queue) queue.availIndex -= count;
  }

  /** §2.7.10: avail_event, behind the used ring, is the index at which the driver is to notify. */
  #requestNotification(queue: QueueState): boolean {
    if (!this.#has(VIRTIO_F.RING_EVENT_IDX)) return true;
    const availEvent = Number(queue.device) + RING_HEADER + USED_SLOT_BYTES * queue.size;
    return this.#dev.dma.write16(availEvent, queue.availIndex) || this.#failed('a used ring outside of memory');
  }

  /** Gives a buffer back with its first `written` writable bytes written (§2.7.8). The driver is told by `notify`. */
  push(chain: Chain, written: number): void {
    const queue = this.#live();
    if (!queue) return;
    const { dma } = this.#dev;
    const ring = Number(queue.device);
    const slot = ring + RING_HEADER + USED_SLOT_BYTES * (queue.usedIndex % queue.size);
    const done = dma.write32(slot, chain.head) && dma.write32(slot + 4, written) && dma.write16(ring + 2, (queue.usedIndex + 1) & 0xffff);
    if (done) queue.usedIndex++;
    else this.#failed('a used ring outside of memory');
  }

  /** Interrupts the driver for what was given back since the last time, unless it does not want that (§2.7.7). */
  notify(): void {
    const queue = this.#live();
    if (!queue || queue.usedIndex === queue.signalledIndex) return;
    const wanted = this.#wantsInterrupt(queue);
    queue.signalledIndex = queue.usedIndex;
    if (wanted) this.#s.interruptStatus |= INTERRUPT.USED_BUFFER;
  }

  #wantsInterrupt(queue: QueueState): boolean {
    const { dma } = this.#dev;
    const ring = Number(queue.driver);
    if (!this.#has(VIRTIO_F.RING_EVENT_IDX)) return ((dma.read16(ring) ?? 0) & NO_INTERRUPT) === 0;
    const usedEvent = dma.read16(ring + RING_HEADER + 2 * queue.size) ?? 0;
    // Has the index passed the one that the driver waits for?
    return ((queue.usedIndex - usedEvent - 1) & 0xffff) < ((queue.usedIndex - queue.signalledIndex) & 0xffff);
  }

  /** How many bytes the waiting buffers have room for, at most `enough`; nothing is changed. */
  writableBytes(enough: number): number {
    const queue = this.#live();
    const waiting = queue && this.#waiting(queue);
    let bytes = 0;
    for (let ahead = 0; queue && ahead < (waiting ?? 0) && bytes < enough; ahead++) {
      const chain = this.#chain(queue, ahead);
      if (typeof chain === 'string') break;
      bytes += chain.writable.length;
    }
    return Math.min(bytes, enough);
  }

  #has(feature: bigint): boolean {
    return (this.#s.driverFeatures & feature) !== 0n;
  }

  /** What the device makes of a buffer that it cannot work with. */
  fail(reason: string): void {
    needsReset(this.#s, this.#dev, reason);
  }

  #fail(reason: string): null {
    this.fail(reason);
    return null;
  }

  #failed(reason: string): false {
    this.fail(reason);
    return false;
  }
}
