import { defineBus } from '@reprise/qdev';
import type { QueueState } from './virtio-state.ts';

/** What a virtio device shows to its transport (PCI, MMIO): the facilities of Virtio 1.2 §2. */
export interface VirtioClient {
  /** §5: 1 = network card, 2 = block device, 3 = console, 4 = entropy source. */
  readonly deviceId: number;
  /** Queue Size that the driver may not exceed. */
  readonly queueMaxSize: number;
  /** The features that the driver is offered. */
  readonly offeredFeatures: bigint;
  /** The features that the driver has accepted; once FEATURES_OK is set they stay as they are. */
  driverFeatures: bigint;
  readonly status: number;
  /** Sets status bits; 0 resets the device. */
  setStatus(status: number): void;
  readonly interruptStatus: number;
  acknowledge(interrupts: number): void;
  /** One byte of the configuration space; 0 beyond its end. */
  readConfig(offset: number): number;
  writeConfig(offset: number, byte: number): void;
  /** undefined = there is no such queue. */
  queue(index: number): QueueState | undefined;
  /** Forgets all that the driver told it about the queue. */
  resetQueue(index: number): void;
  /** The driver has made buffers available. */
  notify(index: number): void;
}

/** What a virtio device asks of its transport. */
export interface VirtioHost {
  /** Does the driver see a legacy device (§1.3.1)? */
  readonly legacy: boolean;
}

/** Between a transport and its one device. */
export const virtioBus = defineBus<VirtioClient, VirtioHost>('virtio-bus', { maxDevices: 1 });
