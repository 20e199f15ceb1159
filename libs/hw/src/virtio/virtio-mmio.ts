import { alignUp, high32, isPowerOfTwo, join64, low32 } from '@reprise/bits';
import { bool } from '@reprise/options';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { type StateOf, u32 } from '@reprise/vmstate';
import { virtioBus, type VirtioClient } from './virtio-bus.ts';
import type { QueueState } from './virtio-state.ts';

/**
 * Virtio over MMIO, Virtio 1.2 §4.2: a slot for one virtio device, version 2 or (`force-legacy`) version 1 of the registers. With
 * nothing plugged in it says so by device id 0. No device here has shared memory, resets single queues, or changes its
 * configuration by itself. Any access size will do; drivers use 32 bits, and the fields' own size for the configuration.
 */
const MAGIC = 0x7472_6976; // "virt"
const VENDOR = 0x554d_4551; // "QEMU": some drivers look for it
const CONFIG_BYTES = 0x100;

const properties = {
  'force-legacy': bool({ default: false, description: 'show the registers of version 1, for drivers from before Virtio 1.0' }),
};
type Context = DeviceContext<typeof properties>;

const state = {
  deviceFeaturesSel: u32(),
  driverFeaturesSel: u32(),
  queueSel: u32(),
  /** Legacy: bytes. */
  guestPageSize: u32(4096),
};
type Transport = StateOf<typeof state>;

const legacy = (_s: Transport, dev: Context): boolean => dev.props['force-legacy'];
const modern = (_s: Transport, dev: Context): boolean => !dev.props['force-legacy'];
const plugged = (dev: Context): VirtioClient | undefined => dev.clients(virtioBus)[0];
const selected = (s: Transport, dev: Context): QueueState | undefined => plugged(dev)?.queue(s.queueSel);

/** Word 0 or 1 of the 64 features; there are no others. */
const word = (features: bigint, sel: number): number => (sel === 0 ? low32(features) : sel === 1 ? high32(features) : 0);
const withWord = (features: bigint, sel: number, value: number): bigint =>
  sel === 0 ? join64(high32(features), value) : sel === 1 ? join64(value, low32(features)) : features;

function writeDriverFeatures(s: Transport, value: number, dev: Context): void {
  const device = plugged(dev);
  if (device) device.driverFeatures = withWord(device.driverFeatures, s.driverFeaturesSel, value);
}

function writeQueueNum(s: Transport, value: number, dev: Context): void {
  const queue = selected(s, dev);
  if (!queue) return;
  if (value > 0 && value <= (plugged(dev)?.queueMaxSize ?? 0)) queue.size = value;
  else dev.guestError(`virtio-mmio: a queue of ${value}`);
}

function writeQueueReady(s: Transport, value: number, dev: Context): void {
  const queue = selected(s, dev);
  if (!queue) return;
  if (value !== 0) queue.ready = true;
  else plugged(dev)?.resetQueue(s.queueSel);
}

/** §4.2.4: a legacy queue is ready once it has a page, and its rings follow the table (§2.7.2). */
function writeQueuePfn(s: Transport, pfn: number, dev: Context): void {
  const queue = selected(s, dev);
  if (!queue) return;
  if (pfn === 0) return plugged(dev)?.resetQueue(s.queueSel);
  const { size, align } = queue;
  const driverOffset = 16 * size;
  queue.pfn = pfn;
  queue.desc = BigInt(pfn) * BigInt(s.guestPageSize);
  queue.driver = queue.desc + BigInt(driverOffset);
  queue.device = queue.desc + BigInt(alignUp(driverOffset + 6 + 2 * size, align));
  queue.ready = true;
}

function writeQueueAlign(s: Transport, align: number, dev: Context): void {
  const queue = selected(s, dev);
  if (!queue) return;
  if (isPowerOfTwo(align)) queue.align = align;
  else dev.guestError(`virtio-mmio: a used ring aligned to ${align}`);
}

/** An address of the selected queue. */
const address = (at: number, name: string, field: 'desc' | 'driver' | 'device') =>
  ({
    at, size: 8, name, when: modern,
    read: (s: Transport, dev: Context) => selected(s, dev)?.[field] ?? 0n,
    write: (s: Transport, value: bigint, dev: Context) => {
      const queue = selected(s, dev);
      if (queue) queue[field] = value;
    },
  }) as const;

export const virtioMmio = defineDevice({
  name: 'virtio-mmio',
  description: 'virtio transport with memory-mapped registers',
  properties,
  state,
  bus: { type: virtioBus, name: 'virtio-mmio-bus.0', host: (_s, dev) => ({ legacy: dev.props['force-legacy'] }) },
  mmio: [
    {
      name: 'virtio-mmio',
      size: 0x200,
      registers: [
        { at: 0x00, name: 'MagicValue', read: () => MAGIC },
        { at: 0x04, name: 'Version', read: (_s, dev) => (dev.props['force-legacy'] ? 1 : 2) },
        { at: 0x08, name: 'DeviceID', read: (_s, dev) => plugged(dev)?.deviceId ?? 0 },
        { at: 0x0c, name: 'VendorID', read: () => VENDOR },
        { at: 0x10, name: 'DeviceFeatures', read: (s, dev) => word(plugged(dev)?.offeredFeatures ?? 0n, s.deviceFeaturesSel) },
        { at: 0x14, name: 'DeviceFeaturesSel', write: (s, value) => { s.deviceFeaturesSel = value; } },
        { at: 0x20, name: 'DriverFeatures', write: writeDriverFeatures },
        { at: 0x24, name: 'DriverFeaturesSel', write: (s, value) => { s.driverFeaturesSel = value; } },
        { at: 0x28, name: 'GuestPageSize', when: legacy, write: (s, value) => { s.guestPageSize = value; } },
        { at: 0x30, name: 'QueueSel', write: (s, value) => { s.queueSel = value; } },
        { at: 0x34, name: 'QueueNumMax', read: (s, dev) => (selected(s, dev) ? (plugged(dev)?.queueMaxSize ?? 0) : 0) },
        { at: 0x38, name: 'QueueNum', write: writeQueueNum },
        { at: 0x3c, name: 'QueueAlign', when: legacy, write: writeQueueAlign },
        { at: 0x40, name: 'QueuePFN', when: legacy, read: (s, dev) => selected(s, dev)?.pfn ?? 0, write: writeQueuePfn },
        { at: 0x44, name: 'QueueReady', when: modern, read: (s, dev) => Number(selected(s, dev)?.ready ?? false), write: writeQueueReady },
        { at: 0x50, name: 'QueueNotify', write: (_s, queue, dev) => plugged(dev)?.notify(queue) },
        { at: 0x60, name: 'InterruptStatus', read: (_s, dev) => plugged(dev)?.interruptStatus ?? 0 },
        { at: 0x64, name: 'InterruptACK', write: (_s, value, dev) => plugged(dev)?.acknowledge(value) },
        { at: 0x70, name: 'Status', read: (_s, dev) => plugged(dev)?.status ?? 0, write: (_s, value, dev) => plugged(dev)?.setStatus(value & 0xff) },
        address(0x80, 'QueueDesc', 'desc'),
        address(0x90, 'QueueDriver', 'driver'),
        address(0xa0, 'QueueDevice', 'device'),
        { at: 0xac, name: 'SHMSel', when: modern, write: () => {} },
        { at: 0xb0, size: 8, name: 'SHMLen', when: modern, read: () => 0xffff_ffff_ffff_ffffn },
        { at: 0xb8, size: 8, name: 'SHMBase', when: modern, read: () => 0xffff_ffff_ffff_ffffn },
        { at: 0xfc, name: 'ConfigGeneration', when: modern, read: () => 0 },
        {
          at: 0x100, size: 1, name: 'Config', count: CONFIG_BYTES,
          read: (_s, dev, offset) => plugged(dev)?.readConfig(offset) ?? 0,
          write: (_s, byte, dev, offset) => plugged(dev)?.writeConfig(offset, byte),
        },
      ],
    },
  ],
  irq: (_s, dev) => (plugged(dev)?.interruptStatus ?? 0) !== 0,
});
