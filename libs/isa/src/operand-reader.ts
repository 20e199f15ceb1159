import type { Format, RegisterField } from './format.ts';
import type { Immediate } from './immediate.ts';
import type { Operands } from './instruction.ts';

/** A field as a shift and a mask; an absent one has an empty mask, and reads as zero. */
interface Bits {
  readonly at: number;
  readonly mask: number;
  readonly base: number;
}

const ABSENT: Bits = { at: 0, mask: 0, base: 0 };

const bitsOf = (field: RegisterField | undefined): Bits =>
  field ? { at: field.at, mask: (1 << field.bits) - 1, base: field.base } : ABSENT;

const read = (bits: Bits, word: number): number => ((word >>> bits.at) & bits.mask) + bits.base;

/** Reads the operands of one format, without a look at what the format does not have. */
export class OperandReader {
  readonly #rd: Bits;
  readonly #rs1: Bits;
  readonly #rs2: Bits;
  readonly #rs3: Bits;
  readonly #rm: Bits;
  /** The immediate's pieces: from bit, mask, to bit of each in turn. */
  readonly #pieces: Int32Array;
  /** How far to shift left and back to extend the sign; 0 for unsigned ones. */
  readonly #signShift: number;

  constructor({ fields, immediate }: Format) {
    this.#rd = bitsOf(fields.rd);
    this.#rs1 = bitsOf(fields.rs1);
    this.#rs2 = bitsOf(fields.rs2);
    this.#rs3 = bitsOf(fields.rs3);
    this.#rm = bitsOf(fields.rm);
    this.#pieces = flatten(immediate);
    this.#signShift = immediate?.signed ? 32 - immediate.width : 0;
  }

  read(word: number): Operands {
    return {
      rd: read(this.#rd, word),
      rs1: read(this.#rs1, word),
      rs2: read(this.#rs2, word),
      rs3: read(this.#rs3, word),
      rm: read(this.#rm, word),
      imm: this.#immediate(word),
    };
  }

  #immediate(word: number): number {
    const pieces = this.#pieces;
    let value = 0;
    for (let i = 0; i + 2 < pieces.length; i += 3) {
      value |= ((word >>> (pieces[i] ?? 0)) & (pieces[i + 1] ?? 0)) << (pieces[i + 2] ?? 0);
    }
    return (value << this.#signShift) >> this.#signShift;
  }
}

function flatten(immediate: Immediate | undefined): Int32Array {
  return Int32Array.from((immediate?.pieces ?? []).flatMap(([from, to, count]) => [from, (1 << count) - 1, to]));
}
