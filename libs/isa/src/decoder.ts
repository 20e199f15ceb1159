import type { Compressed, Instruction, Operands } from './instruction.ts';
import { OperandReader } from './operand-reader.ts';

/** A decoded instruction: a 32-bit row with its operands, and how many bytes (2 or 4) stood for it. */
export interface Decoded extends Operands {
  readonly instruction: Instruction;
  readonly length: 2 | 4;
  /** The row whose bits were read: the compressed one, if it was compressed. */
  readonly row: Instruction | Compressed;
}

/** A row, ready to be matched and read. */
interface Wide {
  readonly row: Instruction;
  readonly reader: OperandReader;
}

interface Narrow {
  readonly row: Compressed;
  readonly base: Instruction;
  readonly reader: OperandReader;
}

/** Finds the row of a word; built once for the extensions that a CPU has. */
export class Decoder {
  readonly instructions: readonly Instruction[];
  readonly compressed: readonly Compressed[];
  readonly #wide: Wide[][];
  readonly #narrow: Narrow[][];
  /** What the 16-bit words seen so far were found to be. */
  readonly #narrowFound = new Map<number, Decoded | undefined>();

  /** Throws when two rows overlap and neither is the special case of the other, or a compressed row expands to none of these. */
  constructor(instructions: readonly Instruction[], compressed: readonly Compressed[]) {
    this.instructions = instructions;
    this.compressed = compressed;
    const byName = new Map(instructions.map((row) => [row.name, row]));
    const narrow = compressed.map((row) => {
      const base = byName.get(row.base);
      if (!base) throw new Error(`${row.name} expands to ${row.base}, which is not in the tables`);
      return { row, base, reader: new OperandReader(row.format) };
    });
    this.#wide = buckets(256, instructions.map((row) => ({ row, reader: new OperandReader(row.format) })), wideKey);
    this.#narrow = buckets(32, narrow, narrowKey);
  }

  /** Decodes the 32 bits at an address, of which an instruction may take only the lower 16; undefined when it is illegal. */
  decode(word: number): Decoded | undefined {
    if (!isCompressed(word)) return this.#decodeWide(word);
    const half = word & 0xffff;
    const found = this.#narrowFound.get(half);
    if (found || this.#narrowFound.has(half)) return found;
    const decoded = this.#decodeNarrow(half);
    this.#narrowFound.set(half, decoded);
    return decoded;
  }

  #decodeWide(word: number): Decoded | undefined {
    const bucket = this.#wide[wideKey(word)] ?? [];
    for (const { row, reader } of bucket) {
      if ((word & row.mask) === row.match) return decoded(row, 4, row, reader.read(word));
    }
    return undefined;
  }

  #decodeNarrow(word: number): Decoded | undefined {
    const bucket = this.#narrow[narrowKey(word)] ?? [];
    const found = bucket.find(({ row }) => (word & row.mask) === row.match);
    if (!found) return undefined;
    const operands = found.reader.read(word);
    return found.row.legal(operands) ? decoded(found.base, 2, found.row, found.row.expand(operands)) : undefined;
  }
}

/** Whether the instruction that starts with these bits is 16 bits long (§1.5: the two lowest bits are not both set). */
export function isCompressed(word: number): boolean {
  return (word & 3) !== 3;
}

function decoded(instruction: Instruction, length: 2 | 4, row: Instruction | Compressed, operands: Partial<Operands>): Decoded {
  const { rd = 0, rs1 = 0, rs2 = 0, rs3 = 0, rm = 0, imm = 0 } = operands;
  return { instruction, length, row, rd, rs1, rs2, rs3, rm, imm };
}

/** Major opcode and funct3. */
const wideKey = (word: number): number => (((word >>> 2) & 31) << 3) | ((word >>> 12) & 7);
/** Quadrant and funct3. */
const narrowKey = (word: number): number => ((word & 3) << 3) | ((word >>> 13) & 7);

interface Keyed {
  readonly row: Instruction | Compressed;
}

/** Puts each row into every bucket that its fixed bits allow, the most special first. */
function buckets<Entry extends Keyed>(count: number, entries: readonly Entry[], key: (word: number) => number): Entry[][] {
  const filled: Entry[][] = Array.from({ length: count }, () => []);
  const special = [...entries].sort((a, b) => bitCount(b.row.mask) - bitCount(a.row.mask));
  for (const entry of special) {
    const keyMask = key(entry.row.mask);
    const keyMatch = key(entry.row.match);
    const free = (count - 1) & ~keyMask;
    for (let bits = free; ; bits = (bits - 1) & free) { // each choice of the key's bits that the row leaves free
      const bucket = filled[keyMatch | bits] ?? [];
      for (const other of bucket) checkOverlap(other.row, entry.row);
      bucket.push(entry);
      if (bits === 0) break;
    }
  }
  return filled;
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
