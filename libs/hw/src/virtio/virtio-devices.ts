import { type DeviceType, registerDevices } from '@reprise/qdev';
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
