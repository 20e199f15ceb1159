import { describe, expect, it } from 'vitest';
import { Decoder, defineCompressed, defineInstructions, formats, isCompressed } from './index.ts';
import { fewCompressed, fewInstructions } from './testing/few-rows.ts';

const nothing = (): void => {};
const decoder = new Decoder(fewInstructions, fewCompressed);

describe('Decoder', () => {
  it.each([
    [0xfff5_8513, 'addi', { rd: 10, rs1: 11, imm: -1 }],
    [0x1234_5537, 'lui', { rd: 10, imm: 0x1234_5000 }],
    [0x8000_0537, 'lui', { rd: 10, imm: -0x8000_0000 }],
    [0xfe00_0ee3, 'beq', { imm: -4 }],
    [0x8000_006f, 'jal', { imm: -0x10_0000 }],
    [0xfeb5_3c23, 'sd', { rs1: 10, rs2: 11, imm: -8 }],
    [0x3ff5_1513, 'slli', undefined],
    [0x03f5_1513, 'slli', { rd: 10, rs1: 10, imm: 63 }],
    [0xc005_9573, 'csrrw', { rd: 10, rs1: 11, imm: 0xc00 }],
    [0x60c5_f543, 'fmadd.d', undefined],
    [0x6ac5_f543, 'fmadd.d', { rd: 10, rs1: 11, rs2: 12, rs3: 13, rm: 7 }],
    [0x0000_0000, 'nothing', undefined],
    [0xffff_ffff, 'nothing', undefined],
  ] as const)('reads %i as %s', (word, name, operands) => {
    const decoded = decoder.decode(word);
    if (!operands) {
      expect(decoded).toBeUndefined();
      return;
    }
    expect(decoded?.instruction.name).toBe(name);
    expect(decoded).toMatchObject({ rd: 0, rs1: 0, rs2: 0, rs3: 0, rm: 0, length: 4, ...operands });
  });

  it('expands 16-bit words, whatever the upper half', () => {
    const expected = { rd: 10, rs1: 10, rs2: 0, imm: -1, length: 2, instruction: { name: 'addi' }, row: { name: 'c.addi' } };
    expect(decoder.decode(0x157d)).toMatchObject(expected);
    expect(decoder.decode(0x1234_157d | 0)).toMatchObject(expected);
  });

  it('takes the special row before the general one', () => {
    expect(decoder.decode(0x6105)?.row.name).toBe('c.addi16sp');
    expect(decoder.decode(0x6185)?.row.name).toBe('c.lui');
  });

  it('finds reserved operands illegal, again and again', () => {
    expect(decoder.decode(0x0005)).toBeUndefined();
    expect(decoder.decode(0x0005)).toBeUndefined();
  });

  it.each([[0x0001, true], [0x0002, true], [0x0003, false], [0xffff_fffc, true]])('%i is compressed: %s', (word, is) =>
    expect(isCompressed(word)).toBe(is));

  it('refuses rows of which neither is the special case', () => {
    const rows = defineInstructions('X', {
      one: ['0000000 ..... ..... ... ..... 0110011', formats.R, nothing],
      two: ['....... 00000 ..... ... ..... 0110011', formats.R, nothing],
    });
    expect(() => new Decoder(rows, [])).toThrow('instructions one and two overlap');
  });

  it('refuses two rows for the same words', () => {
    const pattern = '0000000 ..... ..... ... ..... 0110011';
    const rows = defineInstructions('X', { one: [pattern, formats.R, nothing], two: [pattern, formats.R, nothing] });
    expect(() => new Decoder(rows, [])).toThrow('overlap');
  });

  it('refuses a compressed row without its base', () => {
    const rows = defineCompressed('C', { 'c.fld': ['001 ... ... .. ... 00', formats.CL_FD, 'fld', (o) => o] });
    expect(() => new Decoder(fewInstructions, rows)).toThrow('c.fld expands to fld, which is not in the tables');
  });

  it.each(['0000000 ..... ..... ... ..... 011001', '0000000 ..... ..... ... ..... 011001x'])('refuses the pattern %s', (pattern) =>
    expect(() => defineInstructions('X', { bad: [pattern, formats.R, nothing] })).toThrow('pattern of bad is not 32'));
});
