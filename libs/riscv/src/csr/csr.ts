import type { HartConfiguration } from '../hart/configuration.ts';
import type { Hart } from '../hart/hart.ts';
import type { Pair } from '../hart/pair.ts';

export type ReadCsr = (hart: Hart, out: Pair) => void;
export type WriteCsr = (hart: Hart, high: number, low: number) => void;

/** What a row says. Reads and writes have no access checks of their own: those that the number implies are made before. */
export interface CsrBehaviour {
  readonly read: ReadCsr;
  /** Takes any value and keeps what is legal of it (WARL). Left out where every write is ignored. */
  readonly write?: WriteCsr | undefined;
  /** What CSRRS and CSRRC set and clear bits of, where it is not what is read. */
  readonly modified?: ReadCsr | undefined;
  /** Whether the hart has it; left out where all do. */
  readonly present?: ((configuration: HartConfiguration) => boolean) | undefined;
  /** Whether it may be reached now, beyond the privilege in its number; if not, the instruction is illegal. */
  readonly allowed?: ((hart: Hart) => boolean) | undefined;
}

export interface Csr extends CsrBehaviour {
  readonly name: string;
  /** 12 bits; 9..8 are the least privilege, 11..10 both set mean read-only (§2.1). */
  readonly number: number;
}

/** When there is a CSR and when it may be reached. */
export type CsrCondition = Pick<CsrBehaviour, 'present' | 'allowed'>;

export type CsrRow = readonly [number: number, behaviour: CsrBehaviour, condition?: CsrCondition];

/** Rows by name: number, what it does, and a condition on it. */
export const defineCsrs = (rows: Readonly<Record<string, CsrRow>>): readonly Csr[] =>
  Object.entries(rows).map(([name, [number, behaviour, condition]]) => ({
    // Every property, in one order: all CSRs have the same hidden class.
    name,
    number,
    read: behaviour.read,
    write: behaviour.write,
    modified: behaviour.modified,
    present: condition?.present ?? behaviour.present,
    allowed: condition?.allowed ?? behaviour.allowed,
  }));

/** A field of the hart that holds any value. */
export const plain = (word: number): CsrBehaviour => ({
  read: (hart, out) => out.set(hart.high(word), hart.low(word)),
  write: (hart, high, low) => hart.setPair(word, high, low),
});

/** A field whose other bits are always zero. */
export const masked = (word: number, highMask: number, lowMask: number): CsrBehaviour => ({
  read: (hart, out) => out.set(hart.high(word), hart.low(word)),
  write: (hart, high, low) => hart.setPair(word, high & highMask, low & lowMask),
});

/** A value of the configuration; writes are ignored or, by its number, illegal. */
export const constant = (value: (hart: Hart) => bigint): CsrBehaviour => ({
  read: (hart, out) => out.set(Number(BigInt.asIntN(32, value(hart) >> 32n)), Number(BigInt.asIntN(32, value(hart)))),
});

export const zero = constant(() => 0n);

export const ifSupervisor: CsrCondition = { present: ({ extensions }) => extensions.s };
export const ifUser: CsrCondition = { present: ({ extensions }) => extensions.u };
