/**
 * Where cases for the oracle have what: its work area, in which all that a case may change is told afterwards. Below machine mode
 * the PMP keeps programs inside, whatever they do.
 */
import type { Terrain } from '../address-space.ts';
import type { Segment } from '../case.ts';
import { ram, workAt } from '../../qemu/oracle/layout.ts';

const page = (number: number): number => workAt + number * 4096;
const pages = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => page(first + i));

export const CODE = page(0);
export const CODE_BYTES = 0x2000;
/** An ebreak, which ends the case: where traps to supervisor mode go. */
export const HANDLER = page(2);
export const DATA = page(3);
export const DATA_BYTES = 0x2000;
export const TABLES = page(5);
export const TABLES_BYTES = 0x7000;

export const oracleTerrain: Terrain = {
  code: pages(0, 1),
  handlers: HANDLER,
  data: pages(3, 4),
  others: [],
  tables: pages(5, 11),
  ram,
};

export const handler: Segment = { address: HANDLER, bytes: Uint8Array.of(0x73, 0x00, 0x10, 0x00, 0, 0, 0, 0) };

const TOP_OF_RANGE = 0x08;
const [R, W, X] = [1, 2, 4];

/** Below machine mode: code and the handler to execute, and data up to `end` to read and write; nothing else. */
export const protection = (end: number): Readonly<Record<string, bigint>> => ({
  pmpaddr0: BigInt(CODE >>> 2),
  pmpaddr1: BigInt(DATA >>> 2),
  pmpaddr2: BigInt(end >>> 2),
  pmpaddr3: 0n,
  pmpcfg0: BigInt(((TOP_OF_RANGE | R | X) << 8) | ((TOP_OF_RANGE | R | W) << 16)),
});
