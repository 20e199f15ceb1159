import { bool } from '@reprise/options';
import { resetState } from '@reprise/vmstate';
import { legacyFeatures, VIRTIO_F } from './features.ts';
import { virtioBus, type VirtioClient } from './virtio-bus.ts';
import { queueFields, type QueueState, STATUS, type VirtioState } from './virtio-state.ts';
import type { VirtqueueContext } from './virtqueue.ts';

/** Properties of every virtio device. */
export const virtioProperties = {
  indirect_desc: bool({ default: true, description: 'offer indirect descriptors' }),
  event_idx: bool({ default: true, description: 'offer notification suppression by event index' }),
};

/** What is particular to one virtio device. */
export interface VirtioModel {
  readonly deviceId: number;
  readonly queueMaxSize: number;
  /** Offered beside those of every device. */
  readonly features: bigint;
  /** The configuration space as it is now. */
  config(): Uint8Array;
  writeConfig?(offset: number, byte: number): void;
  /** The driver made buffers available in a queue, or was ready with some. */
  notify(queue: number): void;
  /** The driver resets the device; what every device has is reset already. */
  reset?(): void;
}

interface VirtioContext extends VirtqueueContext {
  readonly props: { readonly indirect_desc: boolean; readonly event_idx: boolean };
}

/** The side of a virtio device that its transport sees: QEMU's VirtIODevice. All its state is the device's. */
export class VirtioDevice implements VirtioClient {
  readonly #s: VirtioState;
  readonly #dev: VirtioContext;
  readonly #model: VirtioModel;
  readonly #features: bigint;

  constructor(s: VirtioState, dev: VirtioContext, model: VirtioModel) {
    this.#s = s;
    this.#dev = dev;
    this.#model = model;
    const { indirect_desc: indirect, event_idx: eventIndex } = dev.props;
    this.#features = model.features | VIRTIO_F.VERSION_1 | (indirect ? VIRTIO_F.RING_INDIRECT_DESC : 0n) | (eventIndex ? VIRTIO_F.RING_EVENT_IDX : 0n);
  }

  get deviceId(): number {
    return this.#model.deviceId;
  }

  get queueMaxSize(): number {
    return this.#model.queueMaxSize;
  }

  get #legacy(): boolean {
    return this.#dev.host(virtioBus)?.legacy ?? false;
  }

  get offeredFeatures(): bigint {
    return this.#legacy ? legacyFeatures(this.#features) : this.#features;
  }

  get driverFeatures(): bigint {
    return this.#s.driverFeatures;
  }

  set driverFeatures(features: bigint) {
    if (this.#s.status & STATUS.FEATURES_OK) this.#dev.guestError('virtio: features written after FEATURES_OK');
    // With a legacy driver there is no step at which the device could refuse.
    else this.#s.driverFeatures = this.#legacy ? features & this.offeredFeatures : features;
  }

  get status(): number {
    return this.#s.status;
  }

  setStatus(status: number): void {
    if (status === 0) return this.#reset();
    const s = this.#s;
    const started = status & ~s.status & STATUS.DRIVER_OK;
    // §2.2.2: features that were not offered are refused. VERSION_1 is not insisted on (§6.2 lets the device choose), as by QEMU.
    const refused = status & STATUS.FEATURES_OK && s.driverFeatures & ~this.offeredFeatures ? STATUS.FEATURES_OK : 0;
    s.status = (status & ~refused & ~STATUS.NEEDS_RESET) | (s.status & STATUS.NEEDS_RESET);
    if (started) s.queues.forEach((_queue, index) => this.notify(index));
  }

  /** §2.4. */
  #reset(): void {
    const s = this.#s;
    s.status = 0;
    s.driverFeatures = 0n;
    s.interruptStatus = 0;
    s.queues.forEach((_queue, index) => this.resetQueue(index));
    this.#model.reset?.();
  }

  get interruptStatus(): number {
    return this.#s.interruptStatus;
  }

  acknowledge(interrupts: number): void {
    this.#s.interruptStatus &= ~interrupts;
  }

  readConfig(offset: number): number {
    return this.#model.config()[offset] ?? 0;
  }

  writeConfig(offset: number, byte: number): void {
    this.#model.writeConfig?.(offset, byte);
  }

  queue(index: number): QueueState | undefined {
    return this.#s.queues[index];
  }

  resetQueue(index: number): void {
    if (this.#s.queues[index]) this.#s.queues[index] = resetState(queueFields(this.queueMaxSize));
  }

  notify(index: number): void {
    if (this.#s.queues[index]) this.#model.notify(index);
    else this.#dev.guestError(`virtio: notification of queue ${index}`);
  }
}
