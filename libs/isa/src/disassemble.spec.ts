import { expect, it } from 'vitest';
import { Decoder, disassemble } from './index.ts';
import { fewCompressed, fewInstructions } from './testing/few-rows.ts';

const decoder = new Decoder(fewInstructions, fewCompressed);

it.each([
  [0xfff5_8513, 'addi a0, a1, -1'],
  [0xffff_f537, 'lui a0, 0xfffff'],
  [0xffc1_2503, 'lw a0, -4(sp)'],
  [0xfe05_0ee3, 'beq a0, zero, 0xfffffffffffffffc'],
  [0x34_05_95_73, 'csrrw a0, 0x340, a1'],
  [0x340f_e573, 'csrrsi a0, 0x340, 31'],
  [0x02c5_f553, 'fadd.d fa0, fa1, fa2'],
  [0x02c5_9553, 'fadd.d fa0, fa1, fa2, rtz'],
  [0x0310_000f, 'fence rw, w'],
  [0x0000_0073, 'ecall'],
  [0x157d, 'addi a0, a0, -1'],
])('shows %i as %s', (word, text) => {
  const decoded = decoder.decode(word);
  expect(decoded && disassemble(decoded, 0n)).toBe(text);
});

it('takes other names', () => {
  const decoded = decoder.decode(0x3405_9573);
  const naming = { x: (n: number) => `x${n}`, f: (n: number) => `f${n}`, csr: () => 'mscratch' };
  expect(decoded && disassemble(decoded, 0n, naming)).toBe('csrrw x10, mscratch, x11');
});
