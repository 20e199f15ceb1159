import { Mstatus } from '../csr/status-bits.ts';
import type { Hart } from '../hart/hart.ts';
import { FCSR, MSTATUS } from '../hart/words.ts';

const DYNAMIC = 7;
const LAST_MODE = 4;

/** The rounding mode of an instruction whose field is `rm`: -1 when it, or the dynamic one, is reserved (RISC-V Unprivileged, §20.2). */
export function roundingMode(hart: Hart, rm: number): 0 | 1 | 2 | 3 | 4 | -1 {
  const mode = rm === DYNAMIC ? (hart.low(FCSR) >>> 5) & 7 : rm;
  return mode > LAST_MODE ? -1 : (mode as 0 | 1 | 2 | 3 | 4); // 0 .. 4 by the comparison
}

/** Raises exception flags. Only flags that were not raised yet make the floating-point state dirty. */
export function accrueFlags(hart: Hart, flags: number): void {
  const fcsr = hart.low(FCSR);
  if ((fcsr | flags) === fcsr) return;
  hart.setLow(FCSR, fcsr | flags);
  hart.setLow(MSTATUS, hart.low(MSTATUS) | Mstatus.FS);
}
