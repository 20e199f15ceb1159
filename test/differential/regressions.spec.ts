/** What random programs found once, each as the shortest program that shows it. */
import { assemble } from '@reprise/isa';
import { csrByName } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { csrList, type Values } from './hart-images.ts';
import { RAM_BASE } from './machine.ts';
import { disagreement } from './pair.ts';
import { allTables } from './tables.ts';
import { bothTiers } from './tiers.ts';

const ORIGIN = RAM_BASE + 0x1000;
const TABLES = [0x1_0000, 0x1_1000, 0x1_2000].map((offset) => RAM_BASE + offset);
const [ROOT = 0, MIDDLE = 0, LEAF = 0] = TABLES;

const pointerTo = (table: number): bigint => (BigInt(table) >> 2n) | 1n;
const readWrite = (page: number): bigint => (BigInt(page) >> 2n) | 0xc7n;

/** Sv39 for data accesses of machine mode, which executes where it is: the last table is at virtual 0x1000. */
const seenThroughTables: Values = { satp: (8n << 60n) | BigInt(ROOT >>> 12), mstatus: (1n << 17n) | (1n << 11n) };
const tables = [[ROOT, pointerTo(MIDDLE)], [MIDDLE, pointerTo(LEAF)], [LEAF + 8, readWrite(LEAF)]] as const;

interface Regression {
  readonly name: string;
  readonly text: string;
  readonly csrs?: Values;
  /** What a0 must be. */
  readonly result: bigint;
}

const regressions: readonly Regression[] = [
  {
    name: 'an atomic that replaces itself keeps its destination',
    text: 'la a1, here\nhere: amoswap.w a0, zero, (a1)\nstop: j stop',
    result: 0x0805_a52fn,
  },
  {
    name: 'a store to the page table entry that it went through leaves no translation behind',
    text: 'la a0, trap\ncsrw mtvec, a0\nli a1, 0x1000\nsd zero, 8(a1)\nld a0, 0(a1)\nstop: j stop\n.align 2\ntrap: csrr a0, mcause\nj stop',
    csrs: seenThroughTables,
    result: 13n,
  },
];

const doublewords = (values: readonly (readonly [number, bigint])[]): Case['memory'] =>
  values.map(([address, value]) => ({ address, bytes: new Uint8Array(BigUint64Array.of(value).buffer) }));

const caseOf = ({ name, text, csrs = {} }: Regression): Case => ({
  name,
  harts: [{ pc: BigInt(ORIGIN), privilege: 3, x: [], f: [], csrs: csrList({ pmpaddr0: (1n << 54n) - 1n, pmpcfg0: 0x1fn, ...csrs }), fields: {} }],
  origin: ORIGIN,
  code: [],
  memory: [
    { address: ORIGIN, bytes: assemble(text, { tables: allTables, origin: BigInt(ORIGIN), csr: (csr) => csrByName.get(csr) }) },
    ...doublewords(tables),
  ],
  noise: false,
  time: 0,
  steps: 100,
});

describe('on both tiers', () => {
  const { interp, reference } = bothTiers();
  it.each(regressions)('$name', (regression) => {
    expect(disagreement(interp, reference, caseOf(regression))).toEqual([]);
    expect(interp.machine.harts[0]?.x(10)).toBe(regression.result);
  });
});
