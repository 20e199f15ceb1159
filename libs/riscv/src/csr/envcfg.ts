import { Privilege, type Hart } from '../hart/hart.ts';
import { MCOUNTEREN, MENVCFG, PRIVILEGE, SENVCFG, STIMECMP } from '../hart/words.ts';
import { checkInterrupts, stimecmpEnabled } from '../trap/interrupt.ts';
import { updateStimecmp } from '../trap/timer.ts';
import { CounterBit } from './counters.ts';
import type { CsrBehaviour } from './csr.ts';

/** Fields of menvcfg and senvcfg, in the low half: RISC-V Privileged §3.1.18, CMO specification §2. */
export const Envcfg = { FIOM: 1, CBIE: 3 << 4, CBCFE: 1 << 6, CBZE: 1 << 7 } as const;
const STCE = 0x8000_0000 | 0; // in the high half

const CBIE_RESERVED = 2 << 4;

function legal(hart: Hart, old: number, low: number): number {
  const { zicbom, zicboz } = hart.configuration.extensions;
  const writable = Envcfg.FIOM | (zicbom ? Envcfg.CBIE | Envcfg.CBCFE : 0) | (zicboz ? Envcfg.CBZE : 0);
  const next = low & writable;
  return (next & Envcfg.CBIE) === CBIE_RESERVED ? (next & ~Envcfg.CBIE) | (old & Envcfg.CBIE) : next;
}

export const menvcfg: CsrBehaviour = {
  read: (hart, out) => out.set(hart.high(MENVCFG), hart.low(MENVCFG)),
  write: (hart, high, low) => {
    const timer = hart.configuration.extensions.sstc ? high & STCE : 0;
    hart.setPair(MENVCFG, timer, legal(hart, hart.low(MENVCFG), low));
    timerChanged(hart);
  },
};

export const senvcfg: CsrBehaviour = {
  read: (hart, out) => out.set(0, hart.low(SENVCFG)),
  write: (hart, _high, low) => hart.setLow(SENVCFG, legal(hart, hart.low(SENVCFG), low)),
};

/** Below machine mode it takes menvcfg.STCE and mcounteren.TM: Sstc specification, §2 and §3. */
export const stimecmp: CsrBehaviour = {
  read: (hart, out) => out.set(hart.high(STIMECMP), hart.low(STIMECMP)),
  write: (hart, high, low) => {
    hart.setPair(STIMECMP, high, low);
    timerChanged(hart);
  },
  present: ({ extensions }) => extensions.sstc && extensions.s,
  allowed: (hart) =>
    hart.low(PRIVILEGE) === Privilege.MACHINE || (stimecmpEnabled(hart) && (hart.low(MCOUNTEREN) & CounterBit.TM) !== 0),
};

function timerChanged(hart: Hart): void {
  updateStimecmp(hart);
  checkInterrupts(hart); // STIP may be software's now
  hart.ports.timerChanged(hart.index);
}
