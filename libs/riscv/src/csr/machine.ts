import type { Hart } from '../hart/hart.ts';
import { MCAUSE, MEDELEG, MEPC, MSCRATCH, MTVAL, MTVEC } from '../hart/words.ts';
import { constant, defineCsrs, ifSupervisor, ifUser, masked, plain, zero, type Csr, type CsrBehaviour } from './csr.ts';
import { menvcfg } from './envcfg.ts';
import { mideleg, mie, mip } from './interrupts.ts';
import { mstatus } from './status.ts';

/** Exceptions 0 to 9, 12, 13 and 15: all but the call from machine mode, which cannot come from below (§3.1.8). */
const DELEGABLE = 0xb3ff;

/** MXL = 64 and a bit for each letter. It cannot be written (as in QEMU, whose misa is read-only by default). */
function misaOf(hart: Hart): bigint {
  const { extensions } = hart.configuration;
  let misa = (2n << 62n) | letter('i');
  for (const name of ['m', 'a', 'f', 'd', 'c', 's', 'u'] as const) if (extensions[name]) misa |= letter(name);
  return misa;
}

const letter = (name: string): bigint => 1n << BigInt(name.charCodeAt(0) - 'a'.charCodeAt(0));

/** Direct or vectored; a write of the reserved modes changes nothing, as in QEMU (§3.1.7). */
export const vectorTable = (word: number): CsrBehaviour => ({
  read: (hart, out) => out.set(hart.high(word), hart.low(word)),
  write: (hart, high, low) => {
    if ((low & 2) === 0) hart.setPair(word, high, low);
  },
});

/** An instruction's address: always even, and a multiple of four without C (§3.1.14). QEMU 7.2 keeps the low bits. */
export const exceptionPc = (word: number): CsrBehaviour => ({
  read: (hart, out) => out.set(hart.high(word), hart.low(word)),
  write: (hart, high, low) => hart.setPair(word, high, low & (hart.configuration.extensions.c ? ~1 : ~3)),
});

// oxfmt-ignore
export const machineCsrs: readonly Csr[] = defineCsrs({
  mvendorid:  [0xf11, constant((hart) => hart.configuration.mvendorid)],
  marchid:    [0xf12, constant((hart) => hart.configuration.marchid)],
  mimpid:     [0xf13, constant((hart) => hart.configuration.mimpid)],
  mhartid:    [0xf14, constant((hart) => BigInt(hart.configuration.hartid))],
  mconfigptr: [0xf15, zero],
  mstatus:    [0x300, mstatus],
  misa:       [0x301, constant(misaOf)],
  medeleg:    [0x302, masked(MEDELEG, 0, DELEGABLE), ifSupervisor],
  mideleg:    [0x303, mideleg, ifSupervisor],
  mie:        [0x304, mie],
  mtvec:      [0x305, vectorTable(MTVEC)],
  menvcfg:    [0x30a, menvcfg, ifUser],
  mscratch:   [0x340, plain(MSCRATCH)],
  mepc:       [0x341, exceptionPc(MEPC)],
  mcause:     [0x342, plain(MCAUSE)],
  mtval:      [0x343, plain(MTVAL)],
  mip:        [0x344, mip],
});
