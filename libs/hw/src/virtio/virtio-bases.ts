import type { TypeInfo } from '@reprise/qom';

/** The abstract types that virtio devices and their ports derive from. */
export const virtioBases: readonly TypeInfo[] = [
  { name: 'virtio-device', parent: 'device', abstract: true, description: 'a virtio device, for a virtio bus' },
  { name: 'virtio-serial-port', parent: 'device', abstract: true, description: 'a port of a virtio console' },
];
