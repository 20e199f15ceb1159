import { assemble, type Compressed, type Decoded, Decoder, disassemble, encode, type Instruction, OperandReader, rowText } from '@reprise/isa';
import { randomWords } from '@reprise/softfloat';
import { describe, expect, it } from 'vitest';
import { instructionTables } from './tables.ts';

const SEED = 7;
const WORDS_PER_ROW = 100;
const PC = 0x8000_0000n;

const everything = new Set('I M A F D C Zicsr Zifencei Zicond Zba Zbb Zbc Zbs Zicbom Zicbop Zicboz Svinval'.split(' '));
const { instructions, compressed } = instructionTables(everything);
const decoder = new Decoder(instructions, compressed);

/** Random words that are this row's, and no special case's. */
function wordsOf(row: Instruction | Compressed): number[] {
  const random = randomWords(SEED);
  const words = Array.from({ length: WORDS_PER_ROW }, () => ((random() & ~row.mask) | row.match) >>> 0);
  return words.map((word) => (row.length === 2 ? word & 0xffff : word)).filter((word) => decoder.decode(word)?.row === row);
}

function assembled(text: string): number {
  const bytes = assemble(text, { tables: decoder, origin: PC });
  return bytes.reduceRight((word, byte) => word * 256 + byte, 0);
}

const instructionOf = ({ instruction, rd, rs1, rs2, rs3, rm, imm }: Decoded) => ({ name: instruction.name, rd, rs1, rs2, rs3, rm, imm });

describe('every row', () => {
  const byName = [...instructions, ...compressed].map((row) => [row.name, row] as const);

  it.each(byName)('%s is read and written alike', (_, row) => {
    const words = wordsOf(row);
    expect(words.length).toBeGreaterThan(0);
    const reader = new OperandReader(row.format);
    for (const word of words) {
      const decoded = decoder.decode(word);
      const operands = reader.read(word);
      expect(decoder.decode(encode(row, operands))).toEqual(decoded);
      expect(decoder.decode(assembled(rowText(row, operands, PC)))).toEqual(decoded);
    }
  });

  it.each(byName.filter(([, row]) => row.length === 2))('%s shows what it expands to', (_, row) => {
    for (const word of wordsOf(row)) {
      const decoded = decoder.decode(word);
      const long = decoded && decoder.decode(assembled(disassemble(decoded, PC)));
      expect(long && instructionOf(long)).toEqual(decoded && instructionOf(decoded));
      expect(long?.length).toBe(4);
    }
  });
});

describe('tables', () => {
  const decode = (features: string, word: number): string | undefined => {
    const tables = instructionTables(new Set(features.split(' ')));
    return new Decoder(tables.instructions, tables.compressed).decode(word)?.row.name;
  };

  it.each([
    ['I', 0x02c5_8533, undefined],
    ['I M', 0x02c5_8533, 'mul'],
    ['I C', 0x0000_4501, 'c.li'],
    ['I', 0x0000_4501, undefined],
    ['I C', 0x0000_2188, undefined],
    ['I F D C', 0x0000_2188, 'c.fld'],
    ['I', 0x0005_e013, 'ori'],
    ['I Zicbop', 0x0005_e013, 'prefetch.i'],
    ['I Zba', 0x0805_853b, 'add.uw'],
    ['I Zbb', 0x0805_c53b, 'zext.h'],
  ])('of %s read %i as %s', (features, word, name) => expect(decode(features, word)).toBe(name));

  it.each([
    ['zero', 0x0000], ['c.addi4spn by 0', 0x0004], ['c.addiw of x0', 0x2005], ['c.lui by 0', 0x6081], ['c.addi16sp by 0', 0x6101],
    ['c.lwsp to x0', 0x4002], ['c.ldsp to x0', 0x6002], ['c.jr to x0', 0x8002], ['the place of Zcb', 0x8000], ['c.subw with bit 6', 0x9c41],
  ])('take %s as reserved', (_, word) => expect(decoder.decode(word)).toBeUndefined());

  it.each([['c.nop', 0x0005], ['c.li', 0x4005], ['c.lui', 0x6005], ['c.slli', 0x0082], ['c.mv', 0x8006], ['c.add', 0x9006], ['c.srli', 0x8001]])(
    'take a hint as %s', (name, word) => expect(decoder.decode(word)?.row.name).toBe(name));
});
