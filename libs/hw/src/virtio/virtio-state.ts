import { array, type Fields, flag, type StateOf, struct, u16, u32, u64, u8 } from '@reprise/vmstate';

/** Bits of the device status field, Virtio 1.2 §2.1. */
export const STATUS = {
  ACKNOWLEDGE: 0x01,
  DRIVER: 0x02,
  DRIVER_OK: 0x04,
  FEATURES_OK: 0x08,
  NEEDS_RESET: 0x40,
  FAILED: 0x80,
} as const;

/** Bits of the interrupt status, §4.2.2. */
export const INTERRUPT = { USED_BUFFER: 0x1, CONFIG_CHANGE: 0x2 } as const;

/** Alignment of a legacy queue's used ring until the driver sets another one. */
const LEGACY_ALIGN = 4096;

/** One split virtqueue of at most `maxSize` descriptors. */
export const queueFields = (maxSize: number) => ({
  /** Queue Size: descriptors in the table, and slots in each ring. */
  size: u16(maxSize),
  ready: flag(),
  /** Guest physical addresses of the descriptor table, the available ring and the used ring. */
  desc: u64(),
  driver: u64(),
  device: u64(),
  /** The next slot of the available ring to be taken, modulo 2^16. */
  availIndex: u16(),
  /** The next slot of the used ring to be filled, and what it was when the driver was last interrupted, modulo 2^16. */
  usedIndex: u16(),
  signalledIndex: u16(),
  /** Legacy: alignment of the used ring in bytes, and the page number that the driver wrote. */
  align: u32(LEGACY_ALIGN),
  pfn: u32(),
}) satisfies Fields;

export type QueueState = StateOf<ReturnType<typeof queueFields>>;

/** What every virtio device has in its state: `queues` virtqueues of at most `maxSize` descriptors each, and what was negotiated. */
export const virtioState = (queues: number, maxSize: number) => ({
  status: u8(),
  driverFeatures: u64(),
  interruptStatus: u8(),
  queues: array(struct(queueFields(maxSize)), queues),
}) satisfies Fields;

export type VirtioState = StateOf<ReturnType<typeof virtioState>>;
