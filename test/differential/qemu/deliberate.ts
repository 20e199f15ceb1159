/**
 * Where we differ from QEMU 7.2 on purpose, each with its reason: what cases avoid, and what is not compared.
 */
import type { OracleResult } from '../../qemu/oracle/case.ts';
import { addressesOf, type Case } from '../case.ts';
import { decoder } from '../tables.ts';

/** What both take alike of values that a CSR is given. */
interface Common {
  readonly bits: bigint;
  /** Fields that may only be all ones or all zeros. */
  readonly whole?: bigint;
  /** Bits that must be set. */
  readonly set?: bigint;
  readonly reason: string;
}

const ALL = (1n << 64n) - 1n;

/** Cases give CSRs no other values; what is not here may be anything. */
export const commonValues: Readonly<Record<string, Common>> = {
  mstatus: { bits: 0x7c_79aan, whole: 3n << 11n, set: 0xan << 32n, reason: 'QEMU keeps VS without vectors, takes MPP 2, lets UXL and SXL change, and leaves MPRV set over mret' },
  sstatus: { bits: 0xc_6122n, set: 0x2n << 32n, reason: 'as mstatus' },
  medeleg: { bits: 0xb3f7n, reason: "QEMU delegates a hypervisor's causes without one; the breakpoint ends a case, so it never is" },
  mideleg: { bits: 0x222n, reason: "QEMU delegates a hypervisor's interrupts, and counter overflow" },
  mie: { bits: 0xaaan, reason: 'as mideleg' },
  mip: { bits: 0x222n, reason: 'as mideleg' },
  sie: { bits: 0x222n, reason: 'as mideleg' },
  sip: { bits: 0x222n, reason: 'as mideleg' },
  mcounteren: { bits: 0xffff_ffffn, reason: 'QEMU keeps 64 bits of a register that has 32' },
  scounteren: { bits: 0xffff_ffffn, reason: 'as mcounteren' },
  menvcfg: { bits: (1n << 63n) | 0xd1n, reason: 'QEMU keeps PBMTE without Svpbmt, and takes the reserved CBIE 2' },
  senvcfg: { bits: 0xd1n, reason: 'as menvcfg' },
  mepc: { bits: ALL - 1n, reason: 'QEMU keeps bit 0 of an address that is always even' },
  sepc: { bits: ALL - 1n, reason: 'as mepc' },
  mvendorid: { bits: ALL, set: 1n, reason: 'QEMU lets a read-only CSR be written by csrrs and csrrc of a register that holds 0' },
  fcsr: { bits: ALL, set: 1n, reason: 'as mvendorid: then FS stays clean' },
  fflags: { bits: ALL, set: 1n, reason: 'as fcsr' },
  frm: { bits: ALL, set: 1n, reason: 'as fcsr' },
  mhartid: { bits: ALL, set: 1n, reason: 'as mvendorid' },
  mconfigptr: { bits: ALL, set: 1n, reason: 'as mvendorid' },
};

/** The value, as both take it. */
export function common(name: string, value: bigint): bigint {
  const { bits = ALL, whole = 0n, set = 0n } = commonValues[name] ?? {};
  const kept = value & bits;
  return (whole !== 0n && (kept & whole) !== whole ? kept & ~whole : kept) | set;
}

/** Values of a result by name. */
export type Values = Map<string, bigint>;

interface Masked {
  readonly reason: string;
  /** Changes the values of one side so that what may differ is alike on both. */
  readonly apply: (values: Values) => void;
}

const FS = 3n << 13n;
const SD = 1n << 63n;

const NAPOT = 1n << 63n;
const ACCESSED_AND_DIRTY = 0xc0n;

export const masked: readonly Masked[] = [
  {
    reason: 'QEMU sets A and D in an Svnapot entry before it sees that its size is none, and faults',
    apply: (values) => {
      for (const [name, value] of values) if (name.startsWith('memory') && (value & NAPOT) !== 0n) values.set(name, value & ~ACCESSED_AND_DIRTY);
    },
  },
  {
    reason: 'QEMU raises flags of fflags without making mstatus.FS dirty',
    apply: (values) => {
      const mstatus = values.get('mstatus') ?? 0n;
      values.set('mstatus', (mstatus & FS) === 0n ? mstatus : mstatus | FS | SD);
    },
  },
];

/** Bits that no page table entry of a case has. */
export const avoidedEntryBits = { bits: 0x7fn << 54n, reason: 'QEMU with Svnapot looks past the reserved bits 60 to 54, which are a fault' };

interface Excused {
  readonly reason: string;
  /** Whether a case came, on our side, to where the two part. */
  readonly applies: (end: End) => boolean;
}

/** A trap of a case, to machine mode or delegated. */
interface End {
  readonly cause: bigint;
  readonly value: bigint;
  /** The instruction that trapped, by name; undefined if it is not of the case's code. */
  readonly name: string | undefined;
}

const MISALIGNED_STORE = 6n;
const MEMORY_FAULTS = [5n, 7n, 13n, 15n];

/** Cases that are not compared. */
export const excused: readonly Excused[] = [
  {
    reason: 'QEMU looks at the address of a store-conditional only where there is a reservation; a misaligned one is a fault in any case (A extension)',
    applies: ({ cause, name }) => cause === MISALIGNED_STORE && (name?.startsWith('sc.') ?? false),
  },
  {
    reason: 'QEMU asks the PMP for all bytes of an access at once, where it crosses into a page that has another place or rights',
    applies: ({ cause, value }) => MEMORY_FAULTS.includes(cause) && value % 4096n === 0n,
  },
  {
    reason: 'QEMU lets user mode execute sfence.w.inval and sfence.inval.ir (Svinval: illegal)',
    applies: ({ cause, name }) => cause === 2n && /^sfence\..*inval/.test(name ?? ''),
  },
  {
    reason: 'QEMU leaves xtval 0 where sinval.vma is illegal',
    applies: ({ cause, name }) => cause === 2n && name === 'sinval.vma',
  },
];

function nameAt({ code, origin, harts: [image] }: Case, epc: bigint): string | undefined {
  const at = addressesOf(code, origin).indexOf(Number(BigInt.asIntN(64, epc - (image?.pc ?? 0n))) + origin);
  return decoder.decode(code[at]?.word ?? 0)?.row.name;
}

/** Why a case need not be compared, if so. */
export function excuse(each: Case, ours: OracleResult): string | undefined {
  const { mcause, mepc, mtval, csrs: { scause, sepc, stval } } = ours;
  const ends: readonly End[] = [
    { cause: mcause, value: mtval, name: nameAt(each, mepc) },
    { cause: scause, value: stval, name: nameAt(each, sepc) },
  ];
  return excused.find(({ applies }) => ends.some(applies))?.reason;
}

/** Instructions that no case has. */
export const leftOut: Readonly<Record<string, string>> = {
  ctzw: 'QEMU counts on into the upper half where the lower half is 0',
  wfi: 'it waits for ever where no interrupt is enabled',
};
