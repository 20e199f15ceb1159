import { createDevice, registerDeviceBases } from '@reprise/qdev';
import { TypeRegistry } from '@reprise/qom';
import { expect, it } from 'vitest';
import { registerVirtio } from './virtio-devices.ts';

const registered = (): TypeRegistry => {
  const registry = new TypeRegistry();
  registerDeviceBases(registry);
  registerVirtio(registry);
  return registry;
};

it('registers all virtio devices under their parents', () => {
  const names = registered().list({ isA: 'virtio-device' }).map(({ name }) => name);
  expect(names).toEqual(['virtio-blk-device', 'virtio-net-device', 'virtio-rng-device', 'virtio-serial-device']);
  expect(registered().isA('virtconsole', 'virtio-serial-port')).toBe(true);
});

it.each([
  ['virtio-blk-device', { 'queue-size': 100 }, 'power of two'],
  ['virtio-blk-device', { logical_block_size: 1000 }, 'power of two'],
  ['virtio-blk-device', { seral: 'x' }, "did you mean 'serial'"],
  ['virtio-mmio', { 'force-legacy': 1 }, 'on or off'],
])('refuses %s with %j', (name, values, message) => {
  expect(() => createDevice(registered(), name, values)).toThrow(message);
});
