/**
 * Where the oracle's runner (test/guest/oracle/runner.S) finds its cases and leaves its results, and what they are made of. All
 * fields are little-endian doublewords.
 */

/** Physical addresses. A machine for the runner has RAM from `ram` to `ramEnd`. */
export const ram = 0x8000_0000;
export const ramEnd = 0x8800_0000;
export const casesAt = 0x8100_0000;
export const resultsAt = 0x8400_0000;

/** What cases may use for code and data: from `workAt`, where code goes unless said otherwise, to `workEnd`. */
export const workAt = 0x8020_0000;
export const workEnd = 0x80f0_0000;

export const casesMagic = 0x5345_5341_4352_5052n; // "RPRCASES"
export const resultsMagic = 0x544c_5345_5252_5052n; // "RPRRESLT"
export const headerBytes = 16; // magic, count

/** The CSRs that a case sets and a result tells, in the order of the layout. */
export const oracleCsrs = [
  'mstatus',
  'medeleg',
  'mideleg',
  'mie',
  'mip',
  'stvec',
  'sscratch',
  'sepc',
  'scause',
  'stval',
  'satp',
  'mcounteren',
  'scounteren',
  'menvcfg',
  'senvcfg',
  'pmpcfg0',
  'pmpaddr0',
  'pmpaddr1',
  'pmpaddr2',
  'pmpaddr3',
] as const;
export type OracleCsr = (typeof oracleCsrs)[number];

const csrBytes = 8 * oracleCsrs.length;
const registersBytes = 32 * 8;

/** Offsets in a case. Its segments and observed ranges begin at `bytes`. */
export const caseLayout = {
  size: 0,
  pc: 8,
  fcsr: 16,
  segments: 24,
  observed: 32,
  csrs: 40,
  x: 40 + csrBytes,
  f: 40 + csrBytes + registersBytes,
  bytes: 40 + csrBytes + 2 * registersBytes,
} as const;

/** Offsets in a result. The bytes of its observed ranges begin at `bytes`. */
export const resultLayout = {
  size: 0,
  mcause: 8,
  mepc: 16,
  mtval: 24,
  fcsr: 32,
  csrs: 40,
  x: 40 + csrBytes,
  f: 40 + csrBytes + registersBytes,
  bytes: 40 + csrBytes + 2 * registersBytes,
} as const;
