import { type Device, type DeviceType, registerDevices } from '@reprise/qdev';
import type { TypeRegistry } from '@reprise/qom';
import { virtioBases } from './virtio-bases.ts';
import { virtconsole } from './virtconsole.ts';
import { virtioBlk } from './virtio-blk.ts';
import { virtioMmio } from './virtio-mmio.ts';
import { virtioNet } from './virtio-net.ts';
import { virtioRng } from './virtio-rng.ts';
import { virtioSerial } from './virtio-serial.ts';

/** The transport, the devices to plug into it, and what to plug into those. */
export const virtioDevices: readonly DeviceType[] = [virtioMmio, virtioBlk, virtioNet, virtioRng, virtioSerial, virtconsole];

/** Registers all of virtio; after `registerDeviceBases`. */
export function registerVirtio(registry: TypeRegistry): void {
  for (const base of virtioBases) registry.register(base);
  registerDevices(registry, virtioDevices);
}

/**
 * The transport that takes the next device when the user names no bus: the last empty one, as on QEMU's boards, where the first
 * disk is in the slot with the highest address. undefined = all are taken.
 *
 * A board makes and realizes its transports (`virtio-mmio`, region and line 0 each) first. To plug a device in: make it with
 * `createDevice`, put it into the tree with `transport.bus.addChild(id, device)`, give it its back ends, realize it.
 */
export const freeVirtioSlot = (transports: readonly Device[]): Device | undefined =>
  transports.findLast((transport) => transport.bus?.devices.length === 0);
