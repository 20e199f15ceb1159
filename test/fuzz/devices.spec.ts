import { assemble } from '@reprise/isa';
import { csrByName } from '@reprise/riscv';
import { it } from 'vitest';
import type { Segment } from '../differential/case.ts';
import { handlers } from '../differential/handlers.ts';
import { hartImage } from '../differential/hart-images.ts';
import { Random } from '../differential/random.ts';
import { SCALE, SEED } from '../differential/seed.ts';
import { allTables } from '../differential/tables.ts';
import { RAM_BASE, RAM_BYTES, type DeviceRange, type FuzzedBoard, type Start } from './board.ts';
import { runAlike } from './alike.ts';

const CASES = 4000;
const ACCESSES = 32;
const PROGRAM = RAM_BASE + 0x1000;
const RECORDS = RAM_BASE + 0x2000;
/** Rings and buffers: what devices are told of. */
const RINGS = RAM_BASE + 0x4000;
const RINGS_BYTES = 0x4000;

const accesses = ['sb', 'sh', 'sw', 'sd', 'lb', 'lhu', 'lw', 'ld', 'amoadd.w', 'amoswap.d', 'wfi'];
/** Those that come as a rule; a wait is rare, as it may be for ever. */
const KINDS = accesses.length - 1;

/** Goes through records of address, value and kind of access, eight bytes each. */
const program: Segment = {
  address: PROGRAM,
  bytes: assemble(
    `
    next: ld a0, 0(s0)
    ld a1, 8(s0)
    ld a2, 16(s0)
    addi s0, s0, 24
    slli a2, a2, 3
    la a3, kinds
    add a3, a3, a2
    jr a3
    kinds:
    ${accesses.map((name) => `${name}${name === 'wfi' ? '' : name.startsWith('amo') ? ' a4, a1, (a0)' : name.startsWith('s') ? ' a1, 0(a0)' : ' a4, 0(a0)'}\nj next`).join('\n')}
    `,
    { tables: allTables, origin: BigInt(PROGRAM), csr: (name) => csrByName.get(name) },
  ),
};

const INTERESTING = [0, 1, 2, 3, 4, 7, 8, 0xf, 0x10, 0x80, 0x100, 0xffff, 0x5555, 0x7777, 0x1_0000, 0x7fff_ffff, 0xffff_ffff];
/** Where drivers of virtio write most: selectors, the queue's size and place, notification, status. */
const VIRTIO_REGISTERS = [0x14, 0x20, 0x24, 0x28, 0x30, 0x38, 0x3c, 0x40, 0x44, 0x50, 0x64, 0x70, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4, 0x100];

const place = (random: Random): number => random.way([8, () => RINGS + random.below(RINGS_BYTES / 16) * 16], [1, () => RAM_BASE + random.below(RAM_BYTES)], [1, () => random.word()]);

function addressIn(random: Random, { start, end }: DeviceRange): number {
  const offset = random.way([4, () => random.pick(VIRTIO_REGISTERS)], [3, () => random.below(4) * 4], [3, () => random.below(64) * 4], [2, () => random.below(end - start)]);
  return start + Math.min(offset, end - start - 1);
}

const RING_PAGE = RINGS >>> 12;

const value = (random: Random): bigint => random.way(
  [5, () => BigInt(random.pick(INTERESTING))],
  [4, () => BigInt(place(random))],
  [1, () => BigInt(RING_PAGE)], // as legacy devices take it
  [1, () => random.u64()],
);

/** What drivers write to make a queue of virtio-mmio live, by register: of version 2, and of the legacy one. */
const modernDriver = [[0x70, 0], [0x70, 1], [0x70, 3], [0x24, 1], [0x20, 1], [0x70, 0xb], [0x30, 0], [0x38, 8], [0x80, RINGS], [0x84, 0], [0x90, RINGS + 0x400], [0x94, 0], [0xa0, RINGS + 0x800], [0xa4, 0], [0x44, 1], [0x70, 0xf], [0x50, 0], [0x64, 1]] as const;
const legacyDriver = [[0x70, 0], [0x70, 1], [0x70, 3], [0x28, 4096], [0x30, 0], [0x38, 8], [0x3c, 4096], [0x40, RING_PAGE], [0x70, 7], [0x50, 0], [0x64, 1]] as const;

type Access = readonly [address: number, value: bigint, kind: number];

const STORE_WORD = accesses.indexOf('sw');

const QUEUE_REGISTERS: readonly number[] = [0x30, 0x50];

/** A driver's accesses, with a slip now and then. Devices are legacy ones unless told otherwise. */
function driverOf(random: Random, base: number): Access[] {
  const queue = random.pick([0, 0, 0, 1, 2, 3]);
  return (random.chance(80) ? legacyDriver : modernDriver).flatMap(([register, written]): Access[] => {
    if (random.chance(3)) return [];
    const wanted = QUEUE_REGISTERS.includes(register) ? queue : written;
    return [[base + register, random.chance(3) ? value(random) : BigInt(wanted), STORE_WORD]];
  });
}

function records(random: Random, board: FuzzedBoard): Uint8Array {
  const isVirtioPort = ({ start, end }: DeviceRange): boolean => end - start === 0x200;
  const device = random.pick(random.chance(50) ? board.devices.filter(isVirtioPort) : board.devices);
  const anything = (): Access => {
    const range = random.chance(80) ? device : random.pick(board.devices);
    return [addressIn(random, range), value(random), random.chance(60) ? STORE_WORD : random.below(random.chance(5) ? accesses.length : KINDS)];
  };
  const driven = isVirtioPort(device) && random.chance(80) ? driverOf(random, device.start) : [];
  const all = [...driven, ...Array.from({ length: ACCESSES - driven.length }, anything)];
  return new Uint8Array(BigUint64Array.from(all.flatMap(([address, written, kind]) => [BigInt(address), written, BigInt(kind)])).buffer);
}

/** Eight descriptors, their available ring, and whatever else: half of it as drivers lay it out. */
function rings(random: Random): Uint8Array {
  const words = new BigUint64Array(RINGS_BYTES / 8);
  for (let i = 0; i < words.length; i += 2) {
    words[i] = BigInt(place(random));
    words[i + 1] = random.way([6, () => descriptorEnd(random)], [1, () => random.u64()], [2, () => BigInt(random.below(32)) << 16n]);
  }
  const available = random.pick([0x80, 0x400]) / 8; // right behind the descriptors for the legacy device
  words[available] = (BigInt(random.below(9)) << 16n) | (BigInt(random.below(8)) << 32n) | (BigInt(random.below(8)) << 48n);
  return new Uint8Array(words.buffer);
}

/** Length, flags and the next descriptor. */
const descriptorEnd = (random: Random): bigint =>
  BigInt(random.pick([1, 8, 16, 64, 512, random.below(0x1000)])) | (BigInt(random.below(4)) << 32n) | (BigInt(random.below(8)) << 48n);

function start(random: Random, board: FuzzedBoard): Start {
  const around = { targets: [BigInt(PROGRAM)], pc: BigInt(PROGRAM) };
  const interrupts = random.chance(50) ? { mie: 0xaaan, mstatus: 0x7808n } : { mie: 0n, mstatus: 0x7800n };
  const all = (1n << 54n) - 1n;
  return {
    harts: [hartImage(random, around, { privilege: 3, csrs: { mtvec: BigInt(RAM_BASE), pmpaddr0: all, pmpcfg0: 0x1fn, ...interrupts }, x: new Map([[8, BigInt(RECORDS)]]) })],
    memory: [...handlers(around.pc), program, { address: RECORDS, bytes: records(random, board) }, ...(random.chance(60) ? [{ address: RINGS, bytes: rings(random) }] : [])],
    steps: ACCESSES * 12,
    keepsDevices: random.chance(50),
  };
}

it(`any accesses to devices, seed ${SEED}`, () => {
  runAlike(CASES * SCALE, (index, board) => start(new Random(SEED, 'fuzz devices', index), board));
});
