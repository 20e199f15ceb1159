/** Fields of mstatus that can be other than constant; all are in its low half. RISC-V Privileged, §3.1.6. */
export const Mstatus = {
  SIE: 1 << 1,
  MIE: 1 << 3,
  SPIE: 1 << 5,
  MPIE: 1 << 7,
  SPP: 1 << 8,
  MPP: 3 << 11,
  FS: 3 << 13,
  MPRV: 1 << 17,
  SUM: 1 << 18,
  MXR: 1 << 19,
  TVM: 1 << 20,
  TW: 1 << 21,
  TSR: 1 << 22,
} as const;

/** What sstatus shows of them (§4.1.1). */
export const SSTATUS_BITS = Mstatus.SIE | Mstatus.SPIE | Mstatus.SPP | Mstatus.FS | Mstatus.SUM | Mstatus.MXR;

/** The constant high halves: SXL and UXL say 64 bits. */
export const MSTATUS_HIGH = 0xa;
export const SSTATUS_HIGH = 0x2;
/** SD in the high half: some extension's state is dirty. It is computed when read. */
export const STATUS_SD = 0x8000_0000 | 0;

/** The previous privilege in machine mode, 0, 1 or 3. */
export const previousPrivilege = (mstatus: number): number => (mstatus >>> 11) & 3;
