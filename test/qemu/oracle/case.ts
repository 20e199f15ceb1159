/** What the oracle is asked and what it answers. */
import { workAt, type OracleCsr } from './layout.ts';

/** Bytes at a physical address between `workAt` and `workEnd`. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Range {
  readonly address: number;
  /** Bytes, at least 1. */
  readonly length: number;
}

/**
 * A state and the code to run from it. The case ends with the first trap into M-mode, so code must come to an end: an ebreak is put
 * behind it. All of `workAt` to `workEnd` that is not given is zero, and must be zero again when the case ends: what code stores
 * elsewhere than to its segments and observed ranges is seen by the cases after it.
 *
 * Code in M-mode must leave mtvec and mscratch alone. `mstatus` is as mret finds it: MPP is the mode that the code runs in, MPIE
 * its MIE; MPRV with MPP below M is not allowed (QEMU 7.2 keeps MPRV across mret, and the runner's own stores would go astray).
 */
export interface OracleCase {
  readonly code: Uint8Array;
  /** Physical address of the code, even. Default: `workAt`. */
  readonly codeAddress?: number;
  /** Where it begins to run, a virtual address where the case has paging. Default: `codeAddress`. */
  readonly pc?: bigint;
  /** x0 to x31 as unsigned 64-bit values; x0 is ignored. Default: zeros. */
  readonly x?: readonly bigint[];
  /** f0 to f31 as bit patterns. Default: zeros. */
  readonly f?: readonly bigint[];
  /** frm and fflags. Default: 0. */
  readonly fcsr?: number;
  /** CSRs that are other than `defaultCsrs`. */
  readonly csrs?: Readonly<Partial<Record<OracleCsr, bigint>>>;
  readonly memory?: readonly Segment[];
  /** Memory that the result tells. */
  readonly observe?: readonly Range[];
}

/** M-mode with floating point on (MPP, FS), nothing delegated, no paging, and one PMP entry that opens everything. */
export const defaultCsrs: Readonly<Record<OracleCsr, bigint>> = {
  mstatus: 0x7800n,
  medeleg: 0n,
  mideleg: 0n,
  mie: 0n,
  mip: 0n,
  stvec: 0n,
  sscratch: 0n,
  sepc: 0n,
  scause: 0n,
  stval: 0n,
  satp: 0n,
  mcounteren: 0n,
  scounteren: 0n,
  menvcfg: 0n,
  senvcfg: 0n,
  pmpcfg0: 0x1fn,
  pmpaddr0: (1n << 54n) - 1n,
  pmpaddr1: 0n,
  pmpaddr2: 0n,
  pmpaddr3: 0n,
};

export interface OracleResult {
  /** How it ended; `reachedEnd` when that was the ebreak behind the code. */
  readonly mcause: bigint;
  readonly mepc: bigint;
  readonly mtval: bigint;
  readonly reachedEnd: boolean;
  readonly x: readonly bigint[];
  readonly f: readonly bigint[];
  readonly fcsr: number;
  /** In the trap handler: mstatus.MPP is the mode in which the case ended. */
  readonly csrs: Readonly<Record<OracleCsr, bigint>>;
  /** The bytes of each observed range. */
  readonly memory: readonly Uint8Array[];
}

export const codeAddressOf = ({ codeAddress = workAt }: OracleCase): number => codeAddress;
export const pcOf = (oracleCase: OracleCase): bigint => oracleCase.pc ?? BigInt(codeAddressOf(oracleCase));
