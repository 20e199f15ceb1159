import type { Hart } from '../hart/hart.ts';
import { MSTATUS } from '../hart/words.ts';
import { checkInterrupts } from '../trap/interrupt.ts';
import type { CsrBehaviour } from './csr.ts';
import { Mstatus, MSTATUS_HIGH, SSTATUS_BITS, SSTATUS_HIGH, STATUS_SD } from './status-bits.ts';

const OF_SUPERVISOR = SSTATUS_BITS & ~Mstatus.FS;
const TRAPS_SUPERVISOR = Mstatus.TVM | Mstatus.TSR;
const AFFECTS_TRANSLATION = Mstatus.MPRV | Mstatus.MPP | Mstatus.SUM | Mstatus.MXR;

/** SD is set while FS says dirty; there is no other state of its kind. */
const stateDirty = (mstatus: number): number => ((mstatus & Mstatus.FS) === Mstatus.FS ? STATUS_SD : 0);

/** The bits that this hart has: those of modes and registers that it lacks are zero. */
function implemented(hart: Hart): number {
  const { s, u, f } = hart.configuration.extensions;
  const machine = Mstatus.MIE | Mstatus.MPIE | Mstatus.MPP;
  return (
    machine | (s ? OF_SUPERVISOR | TRAPS_SUPERVISOR : 0) | (u ? Mstatus.MPRV | Mstatus.TW : 0) | (f ? Mstatus.FS : 0)
  );
}

/** MPP holds only privileges that the hart has; a write of another leaves it as it was. QEMU 7.2 takes them all. */
function withLegalPrevious(hart: Hart, old: number, next: number): number {
  const { s, u } = hart.configuration.extensions;
  const mpp = (next & Mstatus.MPP) >>> 11;
  const isLegal = mpp === 3 || (mpp === 1 && s) || (mpp === 0 && u);
  return isLegal ? next : (next & ~Mstatus.MPP) | (old & Mstatus.MPP);
}

function write(hart: Hart, low: number, mask: number): void {
  const old = hart.low(MSTATUS);
  const writable = mask & implemented(hart);
  const next = withLegalPrevious(hart, old, (old & ~writable) | (low & writable));
  hart.setLow(MSTATUS, next);
  if (((old ^ next) & AFFECTS_TRANSLATION) !== 0) hart.ports.translationChanged(hart.index);
  if ((next & ~old & (Mstatus.SIE | Mstatus.MIE)) !== 0) checkInterrupts(hart);
}

/** §3.1.6. UXL and SXL are always 64 (QEMU 7.2 lets UXL be 32); VS, XS, UBE, SBE and MBE are always zero. */
export const mstatus: CsrBehaviour = {
  read: (hart, out) => {
    const low = hart.low(MSTATUS);
    const { s, u } = hart.configuration.extensions;
    out.set((s && u ? MSTATUS_HIGH : u ? SSTATUS_HIGH : 0) | stateDirty(low), low);
  },
  write: (hart, _high, low) => write(hart, low, -1),
};

/** §4.1.1: a view of mstatus. */
export const sstatus: CsrBehaviour = {
  read: (hart, out) => {
    const low = hart.low(MSTATUS);
    out.set(SSTATUS_HIGH | stateDirty(low), low & SSTATUS_BITS);
  },
  write: (hart, _high, low) => write(hart, low, SSTATUS_BITS),
};
