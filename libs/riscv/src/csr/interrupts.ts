import type { Hart } from '../hart/hart.ts';
import { MIDELEG, MIE, MIP_SOFTWARE } from '../hart/words.ts';
import { ALL_INTERRUPTS, InterruptBit, SUPERVISOR_INTERRUPTS } from '../trap/causes.ts';
import { checkInterrupts, pendingBits, stimecmpEnabled } from '../trap/interrupt.ts';
import type { CsrBehaviour } from './csr.ts';

const implemented = (hart: Hart): number =>
  hart.configuration.extensions.s ? ALL_INTERRUPTS : ALL_INTERRUPTS & ~SUPERVISOR_INTERRUPTS;

function writeBits(hart: Hart, word: number, low: number, mask: number): void {
  hart.setLow(word, (hart.low(word) & ~mask) | (low & mask));
  checkInterrupts(hart);
}

/** §3.1.9. */
export const mie: CsrBehaviour = {
  read: (hart, out) => out.set(0, hart.low(MIE)),
  write: (hart, _high, low) => writeBits(hart, MIE, low, implemented(hart)),
};

/** The delegated part of mie (§4.1.3). */
export const sie: CsrBehaviour = {
  read: (hart, out) => out.set(0, hart.low(MIE) & hart.low(MIDELEG)),
  write: (hart, _high, low) => writeBits(hart, MIE, low, hart.low(MIDELEG) & SUPERVISOR_INTERRUPTS),
};

/** §3.1.9. SEIP reads as software's bit or the line, but only software's bit is modified. STIP is stimecmp's while that drives it. */
export const mip: CsrBehaviour = {
  read: (hart, out) => out.set(0, pendingBits(hart)),
  modified: (hart, out) => out.set(0, hart.low(MIP_SOFTWARE)),
  write: (hart, _high, low) => {
    const timer = stimecmpEnabled(hart) ? InterruptBit.STIP : 0;
    writeBits(hart, MIP_SOFTWARE, low, implemented(hart) & SUPERVISOR_INTERRUPTS & ~timer);
  },
};

/** The delegated part of mip, of which only SSIP can be written (§4.1.3). */
export const sip: CsrBehaviour = {
  read: (hart, out) => out.set(0, pendingBits(hart) & hart.low(MIDELEG)),
  modified: (hart, out) => out.set(0, hart.low(MIP_SOFTWARE)),
  write: (hart, _high, low) => writeBits(hart, MIP_SOFTWARE, low, hart.low(MIDELEG) & InterruptBit.SSIP),
};

/** Only supervisor interrupts can be delegated (§3.1.8). */
export const mideleg: CsrBehaviour = {
  read: (hart, out) => out.set(0, hart.low(MIDELEG)),
  write: (hart, _high, low) => writeBits(hart, MIDELEG, low, SUPERVISOR_INTERRUPTS),
};
