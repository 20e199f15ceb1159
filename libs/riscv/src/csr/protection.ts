import type { Hart } from '../hart/hart.ts';
import { PMPADDR, PMPCFG } from '../hart/words.ts';
import { defineCsrs, type Csr, type CsrBehaviour, type CsrCondition, type CsrRow } from './csr.ts';

const LOCK = 0x80;
const MODE = 0x18;
const TOP_OF_RANGE = 0x08;
const READ_WRITE = 3;
const WRITE_ONLY = 2;
const IMPLEMENTED = 0x9f;
const ADDRESS_HIGH_MASK = 0x3f_ffff; // bits 55..34 of an address
const ENTRIES = 16;

/** The word that holds an entry's configuration byte. */
const cfgWord = (entry: number): number => PMPCFG + (entry >> 2);
const cfg = (hart: Hart, entry: number): number => (hart.low(cfgWord(entry)) >>> ((entry & 3) * 8)) & 0xff;

/** Four entries' bytes as they are kept: locked ones stay, and the reserved W without R becomes neither (§3.7.1). */
function legalBytes(old: number, next: number): number {
  let result = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const before = (old >>> shift) & 0xff;
    const wanted = (next >>> shift) & IMPLEMENTED;
    const legal = (wanted & READ_WRITE) === WRITE_ONLY ? wanted & ~WRITE_ONLY : wanted;
    result |= ((before & LOCK) !== 0 ? before : legal) << shift;
  }
  return result;
}

/** Both halves of one pmpcfg register: eight entries. */
const configuration = (word: number): CsrBehaviour => ({
  read: (hart, out) => out.set(hart.high(word), hart.low(word)),
  write: (hart, high, low) => {
    hart.setPair(word, legalBytes(hart.high(word), high), legalBytes(hart.low(word), low));
    changed(hart);
  },
});

/** Locked with its entry, or with the next one where that uses it as its lower bound (§3.7.1). */
function isAddressLocked(hart: Hart, entry: number): boolean {
  if ((cfg(hart, entry) & LOCK) !== 0) return true;
  if (entry + 1 >= ENTRIES) return false;
  const above = cfg(hart, entry + 1);
  return (above & LOCK) !== 0 && (above & MODE) === TOP_OF_RANGE;
}

const address = (entry: number): CsrBehaviour => {
  const word = PMPADDR + entry * 2;
  return {
    read: (hart, out) => out.set(hart.high(word), hart.low(word)),
    write: (hart, high, low) => {
      if (isAddressLocked(hart, entry)) return;
      hart.setPair(word, high & ADDRESS_HIGH_MASK, low);
      changed(hart);
    },
  };
};

function changed(hart: Hart): void {
  hart.derive();
  hart.ports.protectionChanged(hart.index);
}

const ifPmp: CsrCondition = { present: ({ pmpEntries }) => pmpEntries > 0 };

function rows(): Record<string, CsrRow> {
  const found: Record<string, CsrRow> = {
    pmpcfg0: [0x3a0, configuration(PMPCFG), ifPmp],
    pmpcfg2: [0x3a2, configuration(PMPCFG + 2), ifPmp], // the odd ones are of RV32
  };
  for (let entry = 0; entry < ENTRIES; entry++) found[`pmpaddr${entry}`] = [0x3b0 + entry, address(entry), ifPmp];
  return found;
}

export const pmpCsrs: readonly Csr[] = defineCsrs(rows());
