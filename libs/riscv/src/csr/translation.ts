import { satpModes, type HartConfiguration } from '../hart/configuration.ts';
import { Privilege } from '../hart/hart.ts';
import { MSTATUS, PRIVILEGE, SATP } from '../hart/words.ts';
import type { CsrBehaviour } from './csr.ts';
import { Mstatus } from './status-bits.ts';

/** satp.MODE, bits 63..60: table 4.4. */
export const SatpModeCode = { BARE: 0, SV39: 8, SV48: 9, SV57: 10 } as const;

/** Whether satp.MODE can be `mode`. */
export function isSupportedSatpMode({ maxSatpMode }: HartConfiguration, mode: number): boolean {
  const widest = satpModes.indexOf(maxSatpMode);
  return mode === SatpModeCode.BARE || (mode >= SatpModeCode.SV39 && mode < SatpModeCode.SV39 + widest);
}

/** §4.1.11. A write of an unsupported mode changes nothing. All 16 bits of ASID are kept, as in QEMU. */
export const satp: CsrBehaviour = {
  read: (hart, out) => out.set(hart.high(SATP), hart.low(SATP)),
  write: (hart, high, low) => {
    if (hart.configuration.maxSatpMode === 'bare' || !isSupportedSatpMode(hart.configuration, high >>> 28)) return;
    if (hart.high(SATP) === high && hart.low(SATP) === low) return;
    hart.setPair(SATP, high, low);
    hart.ports.translationChanged(hart.index);
    hart.ports.endSlice(hart.index); // the next instruction is fetched through it
  },
  allowed: (hart) => hart.low(PRIVILEGE) !== Privilege.SUPERVISOR || (hart.low(MSTATUS) & Mstatus.TVM) === 0,
};
