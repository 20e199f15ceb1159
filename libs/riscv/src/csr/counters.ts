import { Privilege, type Hart } from '../hart/hart.ts';
import { Pair } from '../hart/pair.ts';
import { EXCEPTIONS, MCOUNTEREN, MCOUNTINHIBIT, MCYCLE, MINSTRET, PRIVILEGE, SCOUNTEREN } from '../hart/words.ts';
import { defineCsrs, ifUser, masked, zero, type Csr, type CsrBehaviour, type CsrCondition, type CsrRow } from './csr.ts';

/** Bits of mcounteren, scounteren and mcountinhibit. */
export const CounterBit = { CY: 1, TM: 2, IR: 4 } as const;

/** mcounteren and scounteren let less privileged modes see a counter (§3.1.11, §4.1.5). */
export function counterAllowed(hart: Hart, bit: number): boolean {
  const privilege = hart.low(PRIVILEGE);
  if (privilege === Privilege.MACHINE) return true;
  if ((hart.low(MCOUNTEREN) & bit) === 0) return false;
  return privilege === Privilege.SUPERVISOR || !hart.configuration.extensions.s || (hart.low(SCOUNTEREN) & bit) !== 0;
}

/** A counter is its field plus a count that always runs; while inhibited, it is the field. */
interface Counter {
  readonly word: number;
  readonly bit: number;
  count(hart: Hart): number;
}

const cycle: Counter = { word: MCYCLE, bit: CounterBit.CY, count: (hart) => hart.ports.cycles() };
const instret: Counter = {
  word: MINSTRET,
  bit: CounterBit.IR,
  count: (hart) => hart.ports.steps(hart.index) - ((hart.high(EXCEPTIONS) >>> 0) * 2 ** 32 + (hart.low(EXCEPTIONS) >>> 0)),
};

const isInhibited = (hart: Hart, counter: Counter): boolean => (hart.low(MCOUNTINHIBIT) & counter.bit) !== 0;

const sum = new Pair();

/** Adds `count` to a counter's field. */
function shift(hart: Hart, counter: Counter, count: number): void {
  sum.set(hart.high(counter.word), hart.low(counter.word));
  sum.addNumber(count);
  hart.setPair(counter.word, sum.high, sum.low);
}

const running = (counter: Counter): CsrBehaviour => ({
  read: (hart, out) => {
    out.set(hart.high(counter.word), hart.low(counter.word));
    if (!isInhibited(hart, counter)) out.addNumber(counter.count(hart));
  },
  // The next instruction reads what was written: this one's own count is taken off with the rest (§3.1.10).
  write: (hart, high, low) => {
    hart.setPair(counter.word, high, low);
    if (!isInhibited(hart, counter)) shift(hart, counter, -(counter.count(hart) + 1));
  },
});

/** Only CY and IR: the others have nothing to inhibit (§3.1.12). */
const mcountinhibit: CsrBehaviour = {
  read: (hart, out) => out.set(0, hart.low(MCOUNTINHIBIT)),
  write: (hart, _high, low) => {
    const old = hart.low(MCOUNTINHIBIT);
    const next = low & (CounterBit.CY | CounterBit.IR);
    for (const counter of [cycle, instret]) {
      const count = counter.count(hart) + 1;
      if ((next & ~old & counter.bit) !== 0) shift(hart, counter, count);
      if ((old & ~next & counter.bit) !== 0) shift(hart, counter, -count);
    }
    hart.setLow(MCOUNTINHIBIT, next);
  },
};

const time: CsrBehaviour = { read: (hart, out) => out.setNumber(hart.ports.time()) };

const zicntr = (bit: number): CsrCondition => ({
  present: ({ extensions }) => extensions.zicntr,
  allowed: (hart) => counterAllowed(hart, bit),
});

/** Event counters 3 to 31 count nothing: they and their selectors are zero (Zihpm, §3.1.10). */
function eventCounters(): Record<string, CsrRow> {
  const rows: Record<string, CsrRow> = {};
  for (let n = 3; n < 32; n++) {
    rows[`mhpmcounter${n}`] = [0xb00 + n, zero];
    rows[`mhpmevent${n}`] = [0x320 + n, zero];
    const ifZihpm: CsrCondition = {
      present: ({ extensions }) => extensions.zihpm,
      allowed: (hart) => counterAllowed(hart, 1 << n),
    };
    rows[`hpmcounter${n}`] = [0xc00 + n, zero, ifZihpm];
  }
  return rows;
}

// oxfmt-ignore
export const counterCsrs: readonly Csr[] = defineCsrs({
  cycle:         [0xc00, { read: running(cycle).read }, zicntr(CounterBit.CY)],
  time:          [0xc01, time, zicntr(CounterBit.TM)],
  instret:       [0xc02, { read: running(instret).read }, zicntr(CounterBit.IR)],
  mcycle:        [0xb00, running(cycle)],
  minstret:      [0xb02, running(instret)],
  mcountinhibit: [0x320, mcountinhibit],
  mcounteren:    [0x306, masked(MCOUNTEREN, 0, -1), ifUser],
  scounteren:    [0x106, masked(SCOUNTEREN, 0, -1), { present: ({ extensions }) => extensions.s && extensions.u }],
  ...eventCounters(),
});
