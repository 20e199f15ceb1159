import type { Hart } from '../hart/hart.ts';
import { FCSR, MSTATUS } from '../hart/words.ts';
import { defineCsrs, type Csr, type CsrBehaviour } from './csr.ts';
import { Mstatus } from './status-bits.ts';

/** May floating-point registers be touched (mstatus.FS is not Off)? */
export const floatingPointEnabled = (hart: Hart): boolean => (hart.low(MSTATUS) & Mstatus.FS) !== 0;

/** A field of fcsr: RISC-V Unprivileged, §11.2. A write makes the floating-point state dirty. */
const field = (shift: number, mask: number): CsrBehaviour => ({
  read: (hart, out) => out.set(0, (hart.low(FCSR) >>> shift) & mask),
  write: (hart, _high, low) => {
    hart.setLow(FCSR, (hart.low(FCSR) & ~(mask << shift)) | ((low & mask) << shift));
    hart.setLow(MSTATUS, hart.low(MSTATUS) | Mstatus.FS);
  },
  present: ({ extensions }) => extensions.f,
  allowed: floatingPointEnabled,
});

// oxfmt-ignore
export const floatingPointCsrs: readonly Csr[] = defineCsrs({
  fflags: [0x001, field(0, 0x1f)],
  frm:    [0x002, field(5, 7)],
  fcsr:   [0x003, field(0, 0xff)],
});
