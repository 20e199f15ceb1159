import { bytes, u8 } from '@reprise/vmstate';
import { expect, it } from 'vitest';
import { type BlockBackend, defineDevice, DeviceBench } from './index.ts';

const latches = defineDevice({
  name: 'demo-latches',
  description: 'two registers on an 8-bit bus',
  state: { first: u8(), second: u8() },
  mmio: [
    {
      name: 'latches',
      size: 8,
      byteWide: true,
      registers: [{ at: 0, size: 1, name: 'FIRST', field: 'first' }, { at: 1, size: 1, name: 'SECOND', field: 'second' }],
    },
  ],
});

it('takes the first byte of a wider access on an 8-bit bus', () => {
  const bench = new DeviceBench(latches);
  bench.write(0, 0x4433_2211, 4);
  expect([bench.read(0, 4), bench.read64(0), bench.read(1, 1)]).toEqual([0x11, 0x11n, 0]);
  bench.write64(0, 0x8877n);
  bench.write(1, 0x66, 1);
  expect([bench.read(0, 2), bench.read(1, 1), bench.device.region('latches').port?.ops.peek?.(0, 4)]).toEqual([0x77, 0x66, 0x77]);
});

const card = defineDevice({
  name: 'demo-card',
  description: 'memory only if there is a medium',
  backends: ['drive'],
  state: { unused: bytes(1) },
  mmio: [{ name: 'card', size: 0x1000, backing: (dev) => (dev.drive ? 'romd' : undefined), ops: { read: () => 0xff, write: () => {} } }],
});

it('has memory behind a region or not, as its back ends say', () => {
  const drive: BlockBackend = { size: 16, readonly: true, read: () => true, write: () => false, flush: () => true };
  expect(new DeviceBench(card).read(0, 1)).toBe(0xff);
  expect(new DeviceBench(card, { backends: { drive } }).read(0, 1)).toBe(0);
});
