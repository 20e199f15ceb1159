import { decodeCanonical, encodeCanonical } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { imageOf, MachineBench } from '../testing/machine-bench.ts';
import type { MachineConfiguration } from './configuration.ts';

const RAM = 0x8000_0000;
const CASES = 10_000;

const disk = new Uint8Array(65_536);
const configuration: Partial<MachineConfiguration> = {
  smp: 2,
  kernel: imageOf('program', 0x13, 0, 0, 0),
  drives: [
    {
      id: 'hd0', interface: 'virtio', sha256: '00',
      backend: {
        size: disk.length, readonly: false, flush: () => true,
        read: (offset, into) => { into.set(disk.subarray(offset, offset + into.length)); return true; },
        write: (offset, bytes) => { disk.set(bytes, offset); return true; },
      },
    },
  ],
  netdevs: [{ id: 'net0', type: 'loopback' }],
  devices: [
    { type: 'virtio-rng-device', properties: { rng: 'rng0' } },
    { type: 'virtio-net-device', properties: { netdev: 'net0' } },
    { type: 'virtio-serial-device', id: 'serial' },
    { type: 'virtconsole', bus: 'serial.0' },
  ],
};

/** A sequence of numbers that follows from its seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe.each(['virt', 'spike'])('any accesses to the devices of %s', (machine) => {
  it.each([1, 2, 3])('are survived, and what comes of them can be saved (seed %i)', (seed) => {
    const given = machine === 'virt' ? configuration : { kernel: imageOf('program', 1) };
    const bench = new MachineBench({ ...given, machine });
    const { space, receivers } = bench.machine;
    const random = randomOf(seed);
    const ports = space.view.ranges.filter(({ port }) => port !== null);
    const interesting = [0, 1, 2, 3, 4, 8, 0xf, 0x80, 0x5555, 0x7777, 0xffff_ffff, RAM, RAM + 0x1000, 0x0101_0000, 0x7fff_ffff];
    const value = (): number => (random(4) === 0 ? random(2 ** 32 - 1) : (interesting[random(interesting.length)] ?? 0));
    for (let round = 0; round < CASES; round++) {
      const range = ports[random(ports.length)];
      if (!range) throw new Error('a board has devices');
      const size = 1 << random(4);
      const span = range.end - range.start;
      const offset = random(4) === 0 ? random(span) : (random(Math.min(span, 0x200)) & ~(size - 1));
      const address = range.start + offset;
      if (random(3) === 0) void (size === 8 ? space.read64(address) : space.read(address, size));
      else if (size === 8) space.write64(address, (BigInt(value()) << 32n) | BigInt(value()));
      else space.write(address, value(), size);
      if (random(8) === 0) space.write64(RAM + 8 * random(0x400), (BigInt(value()) << 32n) | BigInt(value()));
      if (random(16) === 0) for (const receiver of receivers.values()) receiver.receive(Uint8Array.of(random(256), random(256)));
      if (random(16) === 0) {
        bench.clock.set(bench.clock.now() + random(100_000));
        bench.timers.fire(bench.clock.now());
      }
    }
    const saved = bench.machine.save();
    const other = new MachineBench({ ...given, machine });
    other.clock.set(bench.clock.now());
    other.machine.load(decodeCanonical(encodeCanonical(saved)));
    expect(other.machine.save()).toEqual(saved);
    bench.machine.reset();
    expect(bench.machine.save()).toEqual(new MachineBench({ ...given, machine }).machine.save());
  });
});
