import { describe, expect, it } from 'vitest';
import { assemble, AssemblyError, assembleWithSymbols, type AssembleOptions } from '../index.ts';
import { fewCompressed, fewInstructions } from '../testing/few-rows.ts';

const options: AssembleOptions = {
  tables: { instructions: fewInstructions, compressed: fewCompressed },
  origin: 0x8000_0000n,
  csr: (name) => (name === 'mscratch' ? 0x340 : undefined),
  symbols: { UART: 0x1000_0000n },
};

const bytesOf = (text: string): number[] => [...assemble(text, options)];
const words = (text: string): string[] => {
  const bytes = assemble(text, options);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true).toString(16).padStart(8, '0'));
};

describe('instructions', () => {
  it.each([
    ['addi a0, a1, -1', 'fff58513'],
    ['  ADDI   x10 ,x11,(3-4) # a comment', 'fff58513'],
    ['add a0, fp, t6 // another', '01f40533'],
    ['lui a0, 0x12345', '12345537'],
    ['lui a0, -1', 'fffff537'],
    ['lw a0, -4(sp)', 'ffc12503'],
    ['lw a0, (sp)', '00012503'],
    ['lw a0, 2*(3+1)(sp)', '00812503'],
    ['sd a1, -8(a0)', 'feb53c23'],
    ['ecall', '00000073'],
    ['jal ra, . + 8', '008000ef'],
    ['beq a0, zero, 0x7ffffffc', 'fe050ee3'],
    ['lr.d a0, (a1)', '1005b52f'],
    ['amoadd.w a0, a1, (a2)', '00b6252f'],
    ['amoadd.w.aqrl a0, a1, (a2)', '06b6252f'],
    ['lr.d.aq a0, (a1)', '1405b52f'],
    ['csrrw a0, mscratch, a1', '34059573'],
    ['csrrw a0, 0xc00, a1', 'c0059573'],
    ['csrrsi a0, mscratch, 31', '340fe573'],
    ['fadd.d fa0, fa1, fa2', '02c5f553'],
    ['fadd.d f10, f11, f12, rtz', '02c59553'],
    ['fmadd.d fa0, fa1, fa2, fa3', '6ac5f543'],
    ['fence rw, w', '0310000f'],
    ['fence none, iorw', '00f0000f'],
  ])('%s', (text, word) => expect(words(text)).toEqual([word]));

  it.each([
    ['c.addi a0, -1', [0x7d, 0x15]],
    ['c.lwsp ra, 4(sp)', [0x92, 0x40]],
    ['c.addi16sp sp, 32', [0x05, 0x61]],
    ['c.lui a0, 0xfffff', [0x7d, 0x75]],
    ['c.beqz s0, . - 2', [0x7d, 0xdc]],
  ])('%s', (text, bytes) => expect(bytesOf(text)).toEqual(bytes));
});

describe('pseudo-instructions', () => {
  it.each([
    ['nop', ['00000013']],
    ['mv a0, a1', ['00058513']],
    ['ret', ['00008067']],
    ['j .', ['0000006f']],
    ['jalr a0', ['000500e7']],
    ['jalr a0, a1, 4', ['00458567']],
    ['beqz a0, . + 8', ['00050463']],
    ['csrw mscratch, a0', ['34051073']],
    ['fence', ['0ff0000f']],
    ['la a0, . + 0x800', ['00001517', '80050513']],
    ['call . - 4', ['00000097', 'ffc080e7']],
    ['tail . + 0x1000', ['00001317', '00030067']],
    ['li a0, -2048', ['80000513']],
    ['li a0, 0x7fffffff', ['80000537', 'fff5051b']],
    ['li a0, UART', ['10000537']],
    ['li a0, 1 << 63', ['fff00513', '03f51513']],
    ['li a0, 0x80000000', ['00100513', '01f51513']],
  ])('%s', (text, expected) => expect(words(text)).toEqual(expected));
});

describe('labels and data', () => {
  it('finds labels before and behind', () => {
    const { bytes, symbols } = assembleWithSymbols('start: j end\nmiddle: beqz a0, start\nend: jal middle', options);
    expect(bytes.length).toBe(12);
    expect(Object.fromEntries(symbols)).toEqual({ UART: 0x1000_0000n, start: 0x8000_0000n, middle: 0x8000_0004n, end: 0x8000_0008n });
    expect(words('start: j end\nmiddle: beqz a0, start\nend: jal middle')).toEqual(['0080006f', 'fe050ee3', 'ffdff0ef']);
  });

  it('has numbered labels', () =>
    expect(words('1: j 1b\nj 1f\n1: j 1b; j 1f\n1:')).toEqual(['0000006f', '0040006f', '0000006f', '0040006f']));

  it.each([
    ['.byte 1, -1, 255, \'a\', \'\\n\'', [1, 255, 255, 97, 10]],
    ['.half 0x1234', [0x34, 0x12]],
    ['.word 0xdeadbeef, later\nlater:', [0xef, 0xbe, 0xad, 0xde, 8, 0, 0, 0x80]],
    ['.dword -2', [254, 255, 255, 255, 255, 255, 255, 255]],
    ['.ascii "a,#;b" # not text', [97, 44, 35, 59, 98]],
    ['.asciz "\\t\\"", "x"', [9, 34, 0, 120, 0]],
    ['.byte 1\n.align 2\n.byte 2', [1, 0, 0, 0, 2]],
    ['.byte 1\n.balign 4\n.zero 2', [1, 0, 0, 0, 0, 0]],
    ['.equ N, 3\n.zero N - 1\n.byte N % 2 | 6 ^ 2 & ~0', [0, 0, 5]],
    ['.globl x\n.text\nx:', []],
  ])('%s', (text, bytes) => expect(bytesOf(text)).toEqual(bytes));
});

describe('errors', () => {
  it.each([
    ['nop\nfoo a0', "line 2: no instruction 'foo'"],
    ['fadd.d.aq fa0, fa1, fa2', "line 1: no instruction 'fadd.d.aq'"],
    ['addi a0, a1', "line 1: addi takes 'xd, xs1, imm'"],
    ['ecall 1', 'line 1: ecall takes no operands'],
    ['addi a0, b1, 1', "line 1: 'b1' is not an integer register"],
    ['addi a0, , 1', 'line 1: an integer register is missing'],
    ['fadd.d a0, fa1, fa2', "line 1: 'a0' is not a floating-point register"],
    ['fadd.d fa0, fa1, fa2, up', "line 1: 'up' is not a rounding mode"],
    ['lw a0, a1', "line 1: 'a1' is not of the form 'imm(xs1)', as lw takes it"],
    ['c.lwsp a0, 4(a1)', "line 1: 'a1' is not sp"],
    ['fence rx, w', "line 1: 'rx' is not some of 'iorw'"],
    ['addi a0, a1, 2048', 'line 1: addi: immediate 2048 does not fit (-2048 to 2047)'],
    ['beq a0, a1, . + 3', 'line 1: beq: immediate 3 does not fit (-4096 to 4094 in steps of 2)'],
    ['csrrsi a0, 1, 32', 'line 1: csrrsi: rs1 cannot be 32'],
    ['c.beqz a6, .', 'line 1: c.beqz: rs1 cannot be 16'],
    ['c.beqz t0, .', 'line 1: c.beqz: rs1 cannot be 5'],
    ['j nowhere', "line 1: 'nowhere' is not defined"],
    ['\n\nli a0, later\nlater:', "line 3: 'later' is not defined"],
    ['x:\nx:', "line 2: 'x' is defined twice"],
    ['addi a0, a1, 1 +', "line 1: '1 +' ends too early"],
    ['addi a0, a1, 1 2', "line 1: '2' in '1 2' is not expected"],
    ['addi a0, a1, (1', "line 1: ')' is missing in '(1'"],
    ['addi a0, a1, *', "line 1: '*' in '*' stands where a number should"],
    ['addi a0, a1, "x"', `line 1: '"x"' is not an expression`],
    ['addi a0, a1, 1/0', 'line 1: division by zero'],
    ['addi a0, a1, 1 << 65', 'line 1: a shift by 65 is not in 0..64'],
    ['lui a0, 0x100000', 'line 1: 1048576 does not fit 20 bits'],
    ['la a0, 1 << 40', 'line 1: the address is 1097364144128 bytes away, which is too far'],
    ['.foo', "line 1: no directive '.foo'"],
    ['.byte 256', 'line 1: 256 does not fit 8 bits'],
    ['.ascii x', 'line 1: x is not a string in double quotes'],
    ['.zero -1', 'line 1: -1 bytes are not in 0..268435456'],
    ['.align 99', 'line 1: cannot align to 99'],
  ])('%s', (text, message) => {
    expect(() => assemble(text, options)).toThrow(AssemblyError);
    expect(() => assemble(text, options)).toThrow(message);
  });
});
