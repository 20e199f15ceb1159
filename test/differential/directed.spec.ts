/** Programs for what random ones find late or never, and the shortest that show what random ones found once. */
import { assemble } from '@reprise/isa';
import { csrByName } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { csrList, type Values } from './hart-images.ts';
import { RAM_BASE } from './machine.ts';
import { disagreement } from './pair.ts';
import { allTables } from './tables.ts';
import { allTiers } from './tiers.ts';

const ORIGIN = RAM_BASE + 0x1000;
const [ROOT = 0, MIDDLE = 0, LEAF = 0, OTHER_ROOT = 0, OTHER_MIDDLE = 0, OTHER_LEAF = 0, PAGE = 0, OTHER_PAGE = 0] = Array.from(
  { length: 8 }, (_, i) => RAM_BASE + 0x1_0000 + i * 0x1000,
);

/** The first tables of more spaces than a hart has TLBs, all alike, one behind the other. */
const FIRST_ROOT = RAM_BASE + 0x1_8000;
const SPACES = 15;

const pointerTo = (table: number): bigint => (BigInt(table) >> 2n) | 1n;
const READ_WRITE = 0xc7n;
const mapping = (page: number, flags = READ_WRITE): bigint => (BigInt(page) >> 2n) | flags;

/**
 * Sv39 for data accesses of machine mode, which executes where it is. Virtual 0x1000 is the last table, 0x2000 a page not accessed yet,
 * 0x4000 and 0x20_4000 have one entry between them, 0x5000 and 0x6000 are one page, 0x8000 is the last table again, with another page behind it. In the other space 0x4000 is another page.
 */
const tables: readonly (readonly [address: number, value: bigint])[] = [
  [ROOT, pointerTo(MIDDLE)],
  [MIDDLE, pointerTo(LEAF)],
  [MIDDLE + 8, pointerTo(LEAF)],
  [LEAF + 8 * 1, mapping(LEAF)],
  [LEAF + 8 * 2, mapping(ROOT, 3n)],
  [LEAF + 8 * 4, mapping(PAGE)],
  [LEAF + 8 * 5, mapping(PAGE)],
  [LEAF + 8 * 6, mapping(PAGE)],
  [LEAF + 8 * 8, mapping(LEAF)],
  [LEAF + 8 * 9, mapping(OTHER_PAGE)],
  [OTHER_ROOT, pointerTo(OTHER_MIDDLE)],
  [OTHER_MIDDLE, pointerTo(OTHER_LEAF)],
  [OTHER_LEAF + 8 * 4, mapping(OTHER_PAGE)],
  [PAGE, 0x11n],
  [OTHER_PAGE, 0x22n],
  ...Array.from({ length: SPACES }, (_, i): [number, bigint] => [FIRST_ROOT + i * 0x1000, pointerTo(MIDDLE)]),
];

const satp = (root: number): bigint => (8n << 60n) | BigInt(root >>> 12);

const state: Values = {
  pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1fn,
  satp: satp(ROOT),
  mstatus: (1n << 17n) | (1n << 11n) | (1n << 13n), // MPRV, MPP = S, FS
};

const symbols = {
  OTHER: (0x13n << 32n) | 0x0020_0513n, // li a0, 2; nop
  OTHER_HALF: 0x0013_0000_0013_0020n, // the upper half of the first, nop, the lower half of another
  LEAF: BigInt(LEAF), PAGE: BigInt(PAGE), SPACE: satp(ROOT), OTHER_SPACE: satp(OTHER_ROOT), ASID: 1n << 44n, FIRST_SPACE: satp(FIRST_ROOT),
  NEW_ENTRY: mapping(OTHER_PAGE), BEHIND: pointerTo(OTHER_MIDDLE),
  ONE: 0x0010_0513n, TWO: 0x0020_0513n, THREE: 0x0030_0513n, RETURN: 0x0000_8067n, // li a0, 1; li a0, 2; li a0, 3; ret
};

interface Directed {
  readonly name: string;
  readonly text: string;
  /** What a0 must be in the end. */
  readonly result: bigint;
}

const STOP = '\nstop: j stop\n';

const programs: readonly Directed[] = [
  {
    name: 'an atomic that replaces itself keeps its destination',
    text: `csrw mstatus, zero\nla a1, here\nhere: amoswap.w a0, zero, (a1)${STOP}`,
    result: 0x0805_a52fn,
  },
  {
    name: 'a store replaces the instruction that follows it, with which it has a handler',
    text: `
      csrw mstatus, zero
      la a1, here
      li t1, OTHER
      sd t1, 0(a1)
      here: addi a0, zero, 1
      nop ${STOP}`,
    result: 2n,
  },
  {
    name: 'a store replaces the second half of such a one',
    text: `
      csrw mstatus, zero
      la a1, here
      li t1, OTHER_HALF
      sd t1, 2(a1)
      here: addi a0, zero, 1
      nop
      nop ${STOP}`,
    result: 2n,
  },
  {
    name: 'one of two that have a handler together is replaced after they were executed',
    text: `
      csrw mstatus, zero
      la a1, here
      li t1, OTHER_HALF
      li t2, 2
      again: addi a2, zero, 0
      here: addi a0, zero, 1
      nop
      nop
      sd t1, 2(a1)
      addi t2, t2, -1
      bnez t2, again ${STOP}`,
    result: 2n,
  },
  {
    name: 'a store to the page table entry that it went through leaves no translation behind',
    text: `la a0, trap\ncsrw mtvec, a0\nli a1, 0x1000\nsd zero, 8(a1)\nld a0, 0(a1)${STOP}.align 2\ntrap: csrr a0, mcause\nj stop`,
    result: 13n, // load page fault
  },
  {
    name: 'setting A in an entry that was executed changes the instruction that it is',
    text: `
      la t0, first
      csrw mtvec, t0
      li t1, LEAF + 16      # lbu zero, 512(zero) where A is clear, which is a page fault
      jr t1
      .align 2
      first: la t0, second
      csrw mtvec, t0
      li t0, 0x1000         # MPP was set by the trap
      csrc mstatus, t0
      li a1, 0x2000
      lbu a2, 0(a1)
      jr t1                 # fmadd.s where it is set; a word of zeros follows
      .align 2
      second: csrr a0, mcause ${STOP}`,
    result: 2n,
  },
  {
    name: 'more address spaces are used than there are TLBs',
    text: `
      li a1, 0x4000
      li t0, FIRST_SPACE
      li t2, ${SPACES}
      again: csrw satp, t0
      lb a2, 0(a1)
      addi t0, t0, 1
      addi t2, t2, -1
      bnez t2, again
      li t0, OTHER_SPACE
      csrw satp, t0
      lb a0, 0(a1) ${STOP}`,
    result: 0x22n,
  },
  {
    name: 'an entry changes under one number of its address space, and counts under both',
    text: `
      li a1, 0x4000
      li a3, 0x1000
      li t0, SPACE
      li t1, ASID
      add t1, t0, t1
      li a5, NEW_ENTRY
      lb a2, 0(a1)
      csrw satp, t1
      lb a2, 0(a1)
      sd a5, 32(a3)
      lb a2, 0(a1)
      csrw satp, t0
      lb a0, 0(a1)
      slli a2, a2, 8
      or a0, a0, a2 ${STOP}`,
    result: 0x2222n,
  },
  {
    name: 'a store over the end of a page of tables changes what follows there, not what lies behind it in memory',
    text: `
      li a1, 0x8000
      li a2, 1
      sd a2, 1024(a1)       # a change
      sd a2, 1024(a1)       # none, from here on
      sd a2, 1024(a1)
      li a3, BEHIND
      slli a3, a3, 32
      li a4, 0x8ffc
      sd a3, 0(a4)
      li a5, 0x9000
      lw a0, 0(a5) ${STOP}`,
    result: pointerTo(OTHER_MIDDLE),
  },
  {
    name: 'an entry that maps two addresses changes for both',
    text: `
      li a1, 0x4000
      li a2, 0x204000
      li a3, 0x1000
      ld a4, 0(a3)
      lb a4, 0(a1)
      lb a4, 0(a2)
      li a5, NEW_ENTRY
      sd a5, 32(a3)
      lb a0, 0(a1)
      lb a4, 0(a2)
      slli a4, a4, 8
      or a0, a0, a4 ${STOP}`,
    result: 0x2222n,
  },
  {
    name: 'a page with two names that becomes code is seen to change under both',
    text: `
      li a1, 0x5000
      li a2, 0x6000
      li t0, PAGE
      li t2, ONE
      li t3, RETURN
      sw t2, 0(a1)
      sw t3, 4(a2)
      sw t2, 0(a1)
      sw t3, 4(a2)
      jalr t0
      li t2, TWO
      sw t2, 0(a2)
      jalr t0
      mv a3, a0
      li t2, THREE
      sw t2, 0(a1)
      jalr t0
      slli a3, a3, 8
      or a0, a0, a3 ${STOP}`,
    result: 0x0203n,
  },
];

const doublewords = (values: readonly (readonly [number, bigint])[]): Case['memory'] =>
  values.map(([address, value]) => ({ address, bytes: new Uint8Array(BigUint64Array.of(value).buffer) }));

const caseOf = ({ name, text }: Directed): Case => ({
  name,
  harts: [{ pc: BigInt(ORIGIN), privilege: 3, x: [], f: [], csrs: csrList(state), fields: {} }],
  origin: ORIGIN,
  code: [],
  memory: [
    {
      address: ORIGIN,
      bytes: assemble(text, { tables: allTables, origin: BigInt(ORIGIN), csr: (csr) => csrByName.get(csr), symbols }),
    },
    ...doublewords(tables),
  ],
  noise: false,
  time: 0,
  steps: 300,
});

describe('on all tiers', () => {
  const { interp, jit, reference } = allTiers();
  it.each(programs)('$name', (program) => {
    for (const side of [interp, jit]) {
      expect(disagreement(side, reference, caseOf(program))).toEqual([]);
      expect(side.machine.harts[0]?.x(10)).toBe(program.result);
    }
  });
});
