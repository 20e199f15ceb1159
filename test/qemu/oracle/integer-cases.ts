/** A small generator of cases: programs of a few register-register instructions, with what they compute by definition. */
import type { OracleCase } from './case.ts';

const mask = (1n << 64n) - 1n;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

interface Operation {
  readonly name: string;
  readonly funct7: number;
  readonly funct3: number;
  readonly compute: (a: bigint, b: bigint) => bigint;
}

const operations: readonly Operation[] = [
  { name: 'add', funct7: 0, funct3: 0, compute: (a, b) => a + b },
  { name: 'sub', funct7: 0x20, funct3: 0, compute: (a, b) => a - b },
  { name: 'sll', funct7: 0, funct3: 1, compute: (a, b) => a << (b & 63n) },
  { name: 'slt', funct7: 0, funct3: 2, compute: (a, b) => (signed(a) < signed(b) ? 1n : 0n) },
  { name: 'sltu', funct7: 0, funct3: 3, compute: (a, b) => (a < b ? 1n : 0n) },
  { name: 'xor', funct7: 0, funct3: 4, compute: (a, b) => a ^ b },
  { name: 'srl', funct7: 0, funct3: 5, compute: (a, b) => a >> (b & 63n) },
  { name: 'sra', funct7: 0x20, funct3: 5, compute: (a, b) => signed(a) >> (b & 63n) },
  { name: 'or', funct7: 0, funct3: 6, compute: (a, b) => a | b },
  { name: 'and', funct7: 0, funct3: 7, compute: (a, b) => a & b },
  { name: 'mul', funct7: 1, funct3: 0, compute: (a, b) => a * b },
  { name: 'divu', funct7: 1, funct3: 5, compute: (a, b) => (b === 0n ? mask : a / b) },
];

export interface IntegerCase extends OracleCase {
  /** The instructions as text. */
  readonly text: readonly string[];
  /** x0 to x31 after them. */
  readonly expected: readonly bigint[];
}

/** A case of `length` instructions. `random` gives unsigned 64-bit numbers. */
export const integerCase = (random: () => bigint, length: number): IntegerCase => {
  const below = (bound: number): number => Number(random() % BigInt(bound));
  const initial = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0n : random() >> BigInt(below(64))));
  const expected = [...initial];
  const text: string[] = [];
  const code = new DataView(new ArrayBuffer(4 * length));
  for (let i = 0; i < length; i++) {
    const [rd, rs1, rs2] = [below(32), below(32), below(32)];
    const operation = operations[below(operations.length)];
    if (operation === undefined) throw new RangeError('no such operation');
    const { name, funct7, funct3, compute } = operation;
    text.push(`${name} x${rd}, x${rs1}, x${rs2}`);
    code.setUint32(4 * i, ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | 0x33) >>> 0, true);
    if (rd !== 0) expected[rd] = compute(expected[rs1] ?? 0n, expected[rs2] ?? 0n) & mask;
  }
  return { code: new Uint8Array(code.buffer), x: initial, text, expected };
};
