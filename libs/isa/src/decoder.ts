import { decodeImmediate } from './immediate.ts';
import type { Compressed, Instruction, Operands } from './instruction.ts';

/** A decoded instruction: a 32-bit row with its operands, and how many bytes (2 or 4) stood for it. */
export interface Decoded extends Operands {
  readonly instruction: Instruction;
  readonly length: 2 | 4;
  /** The row whose bits were read: the compressed one, if it was compressed. */
  readonly row: Instruction | Compressed;
}

/** Finds the row of a word; built once for the extensions that a CPU has. */
export class Decoder {
  readonly #wide: Instruction[][] = Array.from({ length: 256 }, () => []);
  readonly #narrow: Compressed[][] = Array.from({ length: 32 }, () => []);
  readonly #byName: ReadonlyMap<string, Instruction>;

  /** Throws when two rows overlap and neither is the special case of the other. */
  constructor(instructions: readonly Instruction[], compressed: readonly Compressed[]) {
    this.#byName = new Map(instructions.map((row) => [row.name, row]));
    fill(this.#wide, instructions, wideKey);
    fill(this.#narrow, compressed, narrowKey);
  }

  /** Decodes the 32 bits at an address, of which an instruction may take only the lower 16; undefined when it is illegal. */
  decode(word: number): Decoded | undefined {
    return isCompressed(word) ? this.#decodeNarrow(word & 0xffff) : this.#decodeWide(word);
  }

  #decodeWide(word: number): Decoded | undefined {
    for (const row of this.#wide[wideKey(word)] ?? []) {
      if ((word & row.mask) === row.match) return { ...readOperands(row, word), instruction: row, length: 4, row };
    }
    return undefined;
  }

  #decodeNarrow(word: number): Decoded | undefined {
    for (const row of this.#narrow[narrowKey(word)] ?? []) {
      if ((word & row.mask) !== row.match) continue;
      const operands = readOperands(row, word);
      const instruction = this.#byName.get(row.base);
      if (!instruction || !row.legal(operands)) return undefined;
      return { ...NO_OPERANDS, ...row.expand(operands), instruction, length: 2, row };
    }
    return undefined;
  }
}

/** Whether the instruction that starts with these bits is 16 bits long (§1.5: the two lowest bits are not both set). */
export function isCompressed(word: number): boolean {
  return (word & 3) !== 3;
}

const NO_OPERANDS: Operands = { rd: 0, rs1: 0, rs2: 0, rs3: 0, rm: 0, imm: 0 };

function readOperands({ format: { fields, immediate } }: Instruction | Compressed, word: number): Operands {
  const read = (name: keyof typeof fields): number => {
    const field = fields[name];
    return field ? ((word >>> field.at) & ((1 << field.bits) - 1)) + field.base : 0;
  };
  return {
    rd: read('rd'),
    rs1: read('rs1'),
    rs2: read('rs2'),
    rs3: read('rs3'),
    rm: read('rm'),
    imm: immediate ? decodeImmediate(immediate, word) : 0,
  };
}

/** Major opcode and funct3. */
const wideKey = (word: number): number => (((word >>> 2) & 31) << 3) | ((word >>> 12) & 7);
/** Quadrant and funct3. */
const narrowKey = (word: number): number => ((word & 3) << 3) | ((word >>> 13) & 7);

/** Puts each row into every bucket that its fixed bits allow, the most special first. */
function fill<Row extends Instruction | Compressed>(buckets: Row[][], rows: readonly Row[], key: (word: number) => number): void {
  const special = [...rows].sort((a, b) => bitCount(b.mask) - bitCount(a.mask));
  for (const row of special) {
    const keyMask = key(row.mask);
    for (const [index, bucket] of buckets.entries()) {
      if ((index & keyMask) !== key(row.match)) continue;
      for (const other of bucket) checkOverlap(other, row);
      bucket.push(row);
    }
  }
}

function checkOverlap(special: Instruction | Compressed, general: Instruction | Compressed): void {
  const common = special.mask & general.mask;
  const disjoint = ((special.match ^ general.match) & common) !== 0;
  const contained = common === general.mask && special.mask !== general.mask;
  if (!disjoint && !contained) throw new Error(`instructions ${special.name} and ${general.name} overlap`);
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}
