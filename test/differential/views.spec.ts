/** What loads and stores see depends on mstatus and the PMP, and follows them at once: every change, on every kind of page. */
import { assemble } from '@reprise/isa';
import { csrByName } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { handlers } from './handlers.ts';
import { csrList } from './hart-images.ts';
import { RAM_BASE } from './machine.ts';
import { Pte } from './page-tables.ts';
import { disagreement } from './pair.ts';
import { allTables } from './tables.ts';
import { allTiers } from './tiers.ts';

const ORIGIN = RAM_BASE + 0x1000;
const [ROOT = 0, MIDDLE = 0, LEAF = 0, PAGE = 0] = Array.from({ length: 4 }, (_, i) => RAM_BASE + 0x1_0000 + i * 0x1000);
/** The virtual page that all accesses go to, and its place in the tables. */
const ADDRESS = 0x5000n;
const ENTRY = LEAF + 5 * 8;

const pointerTo = (table: number): bigint => (BigInt(table) >> 2n) | Pte.V;
const doubleword = (address: number, value: bigint): Case['memory'][number] => ({ address, bytes: new Uint8Array(BigUint64Array.of(value).buffer) });

const rights = { R: Pte.R, RW: Pte.R | Pte.W, X: Pte.X, RX: Pte.R | Pte.X, RWX: Pte.R | Pte.W | Pte.X };
const pages = Object.entries(rights).flatMap(([name, bits]) => [{ name, bits }, { name: `${name}U`, bits: bits | Pte.U }]);

const MPRV = 1n << 17n;
const statuses = [0n, 1n].flatMap((mpp) => [0n, 1n].flatMap((sum) => [0n, 1n].map((mxr) => MPRV | (mpp << 11n) | (sum << 18n) | (mxr << 19n))));

/** Everything open; the page closed to stores; closed; the upper half of the page closed. */
const protections: readonly (readonly [addresses: bigint, configuration: bigint])[] = [
  [BigInt(PAGE >>> 2) | 0x1ffn, 0x1f1fn],
  [BigInt(PAGE >>> 2) | 0x1ffn, 0x1f19n],
  [BigInt(PAGE >>> 2) | 0x1ffn, 0x1f18n],
  [BigInt((PAGE + 0x800) >>> 2) | 0xffn, 0x1f18n],
];

/** Loads and stores at both ends of the page under one view and then under another; the handlers skip what traps. */
const text = `
  access:
  ld a0, 0(s0)
  ld a1, 2040(s1)
  sw a2, 8(s0)
  sw a3, 2032(s1)
  csrw mstatus, t1
  ld a4, 0(s0)
  ld a5, 2040(s1)
  sw a6, 8(s0)
  sw a7, 2032(s1)
  stop: j stop
`;
const protectedText = text.replace('csrw mstatus, t1', 'csrw pmpaddr0, t2\ncsrw pmpcfg0, t3');
const code = (source: string): Uint8Array => assemble(source, { tables: allTables, origin: BigInt(ORIGIN), csr: (name) => csrByName.get(name) });
const [underStatus, underProtection] = [code(text), code(protectedText)];

interface View {
  readonly status: bigint;
  readonly protection: (typeof protections)[number];
}

function caseOf(name: string, program: Uint8Array, entry: bigint, before: View, after: View): Case {
  const x = Array.from({ length: 32 }, (_, register) => BigInt(register) * 0x0101_0101n);
  for (const [register, value] of [[6, after.status], [7, after.protection[0]], [28, after.protection[1]], [8, ADDRESS], [9, ADDRESS + 0x800n]] as const) x[register] = value;
  return {
    name,
    harts: [{
      pc: BigInt(ORIGIN), privilege: 3, x, f: [],
      csrs: csrList({
        pmpaddr0: before.protection[0], pmpaddr1: (1n << 54n) - 1n, pmpcfg0: before.protection[1],
        mtvec: BigInt(RAM_BASE), satp: (8n << 60n) | BigInt(ROOT >>> 12), mstatus: before.status,
      }),
      fields: {},
    }],
    origin: ORIGIN,
    code: [],
    memory: [
      ...handlers(BigInt(ORIGIN)), { address: ORIGIN, bytes: program },
      doubleword(ROOT, pointerTo(MIDDLE)), doubleword(MIDDLE, pointerTo(LEAF)), doubleword(ENTRY, pointerTo(PAGE) | entry | Pte.A | Pte.D),
    ],
    noise: false,
    time: 0,
    steps: 150,
  };
}

describe('an access sees what mstatus and the PMP say now', () => {
  const { interp, jit, reference } = allTiers();
  const check = (each: Case): void => {
    for (const side of [interp, jit]) expect(disagreement(side, reference, each), each.name).toEqual([]);
  };
  const [open = [0n, 0n] as const] = protections;

  it.each(pages)('of a page $name, whatever mstatus was before', ({ name, bits }) => {
    for (const before of statuses) {
      for (const after of statuses) {
        check(caseOf(`${name}: mstatus ${before.toString(16)} to ${after.toString(16)}`, underStatus, bits, { status: before, protection: open }, { status: after, protection: open }));
      }
    }
  });

  it.each(pages)('of a page $name, whatever the PMP was before', ({ name, bits }) => {
    for (const status of statuses) {
      for (const before of protections) {
        for (const after of protections) {
          check(caseOf(`${name}: mstatus ${status.toString(16)}, pmpcfg0 ${before[1].toString(16)} to ${after[1].toString(16)}`, underProtection, bits, { status, protection: before }, { status, protection: after }));
        }
      }
    }
  });
});
