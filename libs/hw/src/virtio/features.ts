/** Feature bits that are of no one device: Virtio 1.2 §6 and, of legacy devices, §6.3. */
export const VIRTIO_F = {
  /** Legacy: buffers may be laid out as the driver likes. */
  ANY_LAYOUT: 1n << 27n,
  RING_INDIRECT_DESC: 1n << 28n,
  RING_EVENT_IDX: 1n << 29n,
  VERSION_1: 1n << 32n,
} as const;

/** What a legacy transport offers of a device's features: it has 32 of them, and no VERSION_1 (§2.2.3). */
export const legacyFeatures = (features: bigint): bigint => BigInt.asUintN(32, features | VIRTIO_F.ANY_LAYOUT);
