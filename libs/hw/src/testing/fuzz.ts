/** What a guest may do to a device, at random, for specs: nothing of it may throw, and nothing may be left out of the state. */
import { BENCH_RAM, type DeviceBench } from '@reprise/qdev';
import { encodeCanonical } from '@reprise/vmstate';

/** A number in 0 .. below - 1. */
export type Random = (below: number) => number;

/** The same sequence for the same seed: steps of the golden ratio, mixed. */
export function randomFrom(seed: number): Random {
  let at = seed;
  return (below) => {
    at = (at + 0x9e37_79b9) | 0;
    let mixed = Math.imul(at ^ (at >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}

export interface FuzzOptions {
  readonly seed?: number;
  /** Default 2,000. */
  readonly steps?: number;
  /** Offsets to prefer to random ones, of the first region. */
  readonly offsets?: readonly number[];
  /** Values to prefer to random ones. */
  readonly values?: readonly number[];
}

/** Random accesses of all sizes to all regions, lines, input and time. */
export function disturb(bench: DeviceBench, options: FuzzOptions = {}): void {
  const { seed = 1, steps = 2000 } = options;
  const random = randomFrom(seed);
  for (let done = 0; done < steps; done++) step(bench, random, options);
}

/**
 * Disturbs a device and moves its state to another one, of which something else had been made. False if the other differs:
 * something is not in the state.
 */
export function isAllSaved(makeBench: () => DeviceBench, options: FuzzOptions = {}): boolean {
  const [bench, restored] = [makeBench(), makeBench()];
  disturb(bench, options);
  disturb(restored, { ...options, seed: ~(options.seed ?? 1), steps: 200 });
  const time = Math.max(bench.clock.now(), restored.clock.now());
  bench.advance(time - bench.clock.now());
  restored.clock.set(time);
  restored.load(bench.save());
  return summary(restored) === summary(bench);
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function summary(bench: DeviceBench): string {
  const lines = Array.from(bench.device.outputCounts, ([name, count]) =>
    Array.from({ length: count }, (_, index) => (bench.level(name, index) ? 1 : 0)).join('')).join(' ');
  const registers = Array.from(bench.device.registers(), ({ name, value }) => `${name}=${value}`).join(' ');
  return `${hexOf(encodeCanonical(bench.save()))} ${lines} ${registers}`;
}

function step(bench: DeviceBench, random: Random, { offsets = [], values = [] }: FuzzOptions): void {
  const regions = bench.device.regions.length;
  const region = random(4) === 0 ? random(regions) : 0;
  const span = bench.device.regions[region]?.size ?? 0;
  const offset = random(4) === 0 || offsets.length === 0 ? random(span + 8) : (offsets[random(offsets.length)] ?? 0) + (random(8) === 0 ? random(8) : 0);
  const value = random(3) === 0 && values.length > 0 ? (values[random(values.length)] ?? 0) : random(4) === 0 ? BENCH_RAM + random(2 ** 20) : random(2 ** 32);
  const kind = random(20);
  if (kind === 0) bench.advance(random(1_000_000));
  else if (kind === 1) bench.receive(Uint8Array.from({ length: random(40) }, () => random(256)));
  else if (kind === 2) toggle(bench, random);
  else access(bench, region, offset, value, random);
}

function access(bench: DeviceBench, region: number, offset: number, value: number, random: Random): void {
  const address = region * 0x1000_0000 + offset;
  const size = [1, 2, 4, 8][random(4)] ?? 4;
  const isWrite = random(2) === 0;
  if (size === 8 && isWrite) bench.space.write64(address, (BigInt(random(2 ** 32)) << 32n) | BigInt(value));
  else if (size === 8) bench.space.read64(address);
  else if (isWrite) bench.space.write(address, value % 2 ** (8 * size), size);
  else bench.space.read(address, size);
}

function toggle(bench: DeviceBench, random: Random): void {
  const inputs = [...bench.device.inputCounts];
  const [name, count] = inputs[random(inputs.length)] ?? [];
  if (name !== undefined && count !== undefined && count > 0) bench.setInput(name, random(2) === 0, random(count));
}
