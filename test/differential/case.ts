/** A program with the state that it starts from. */
import type { HartField } from '@reprise/riscv';

/** One instruction: 16 or 32 bits, whatever they mean. */
export interface Item {
  readonly word: number;
  readonly length: 2 | 4;
}

/** Bytes at a physical address of RAM. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A hart, as it differs from one that was reset. */
export interface HartImage {
  readonly pc: bigint;
  /** 0, 1 or 3. */
  readonly privilege: number;
  /** 32 values each; x0 is ignored. */
  readonly x: readonly bigint[];
  readonly f: readonly bigint[];
  /** By number and in this order, legalised as software's writes are. */
  readonly csrs: readonly (readonly [number: number, value: bigint])[];
  /** Fields that no CSR sets: interrupt lines, the reservation, counts of steps. */
  readonly fields: Readonly<Partial<Record<HartField, bigint>>>;
}

export interface Case {
  /** Where it comes from: enough to make it again. */
  readonly name: string;
  readonly harts: readonly HartImage[];
  /** Physical address of the code. */
  readonly origin: number;
  readonly code: readonly Item[];
  /** Beside code; where it overlaps, code counts. */
  readonly memory: readonly Segment[];
  /** Whether the rest of RAM is noise, rather than zeros. */
  readonly noise: boolean;
  /** Virtual time in ns at the start; an instruction takes one. */
  readonly time: number;
  /** How far all harts run together. */
  readonly steps: number;
  /** For a peer that cannot be looked into: the memory that it is to tell of. */
  readonly observe?: readonly { readonly address: number; readonly length: number }[];
}

/** The address of each item. */
export function addressesOf(code: readonly Item[], origin: number): number[] {
  let at = origin;
  return code.map(({ length }) => {
    const here = at;
    at += length;
    return here;
  });
}

export function codeBytes(code: readonly Item[]): Uint8Array {
  const bytes = new Uint8Array(code.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { word, length } of code) for (let byte = 0; byte < length; byte++) bytes[at++] = word >>> (byte * 8);
  return bytes;
}
