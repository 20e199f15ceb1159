/** Values that find faults. */
import { F32, F64, fp, RDN, sampleOperands, type Format } from '@reprise/softfloat';
import { DEVICE, RAM_BASE, RAM_BYTES } from './machine.ts';
import type { Random } from './random.ts';

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

const CORNERS = [0n, 1n, -1n, 1n << 63n, (1n << 63n) - 1n, 1n << 31n, -(1n << 31n), (1n << 31n) - 1n, 1n << 32n, (1n << 32n) - 1n, 31n, 32n, 63n, 64n];

/** An integer register: an end of a range, a few bits, a short number, bytes that are all or nothing, or anything. */
export const integer = (random: Random): bigint =>
  u64(random.way<bigint>(
    [3, () => random.pick(CORNERS) + BigInt(random.between(-1, 1))],
    [2, () => BigInt.asIntN(64, random.u64()) >> BigInt(random.below(64))],
    [1, () => 1n << BigInt(random.below(64))],
    [1, () => random.u64() & 0x0101_0101_0101_0101n * BigInt(random.below(256))],
    [1, () => BigInt(random.between(-2048, 2047))],
    [2, () => random.u64()],
  ));

const BOX = 0xffff_ffffn << 32n;

/** Exponents at which a double stops fitting a single, an integer, or a normal number. */
const EDGES = [-1022, -150, -149, -127, -126, 127, 128, 31, 32, 53, 63, 64];

/** A double a little above or below a power of two. */
function nearPower(random: Random): bigint {
  const [exponent, sign] = [1023n + BigInt(random.pick(EDGES)), BigInt(random.below(2)) << 63n];
  const little = BigInt(random.below(8)) << BigInt(random.below(50));
  return u64(sign | ((exponent << 52n) + (random.chance(50) ? little : -little)));
}

/** Factors of a product that is just below the smallest normal number, to which it may be rounded. */
function barelyNormal(random: Random, format: Format): readonly bigint[] {
  const half = BigInt(2 ** (format.exponentBits - 2)) << BigInt(format.fractionBits);
  const factor = half | (random.u64() & format.fractionMask);
  return [factor, fp.div(format, format.fractionMask + 1n, factor, RDN).bits, 0n];
}

/** Three floating-point registers whose values have to do with each other. */
export const floats = (random: Random): readonly bigint[] =>
  random.way<readonly bigint[]>(
    [5, () => sampleOperands(F32, random.word).map((bits) => BOX | bits)],
    [5, () => [...sampleOperands(F64, random.word)]],
    [1, () => sampleOperands(F32, random.word).map((bits) => (random.u64() << 32n & 0xffff_ffff_0000_0000n) | bits)], // not boxed
    [1, () => [integer(random), integer(random), integer(random)]],
    [1, () => [nearPower(random), nearPower(random), nearPower(random)]],
    [1, () => barelyNormal(random, F32).map((bits) => BOX | bits)],
    [1, () => barelyNormal(random, F64)],
  );

/** Pages that hold code and handlers come first. There are few for data, so that programs come back to them. */
export const FIRST_DATA_PAGE = 4;
export const LAST_DATA_PAGE = 8;

const dataPage = (random: Random): number => RAM_BASE + random.between(FIRST_DATA_PAGE, LAST_DATA_PAGE) * 4096;

const FAR = [0n, 0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_fff8n, -8n, BigInt(RAM_BASE) - 4n, BigInt(RAM_BASE + RAM_BYTES) - 4n, 1n << 53n, (1n << 56n) - 3n];

/** A data address: mostly of RAM and aligned; else crooked, at a page's end, of code, of the device, or nowhere. */
export const pointer = (random: Random): bigint =>
  random.way(
    [50, () => BigInt(dataPage(random) + random.below(512) * 8)],
    [15, () => BigInt(dataPage(random) + random.below(4096))],
    [15, () => BigInt(dataPage(random) + 4096 + random.between(-8, 8))],
    [5, () => BigInt(RAM_BASE + random.below(FIRST_DATA_PAGE * 4096))],
    [8, () => BigInt(DEVICE + random.below(16) * random.pick([1, 4, 8]))],
    [7, () => u64(random.pick(FAR) + BigInt(random.between(-2, 2)))],
  );
