/** A C program for riscv64 that runs floating-point instructions given on its standard input. */
import { type Instruction, type Place } from './instructions.ts';

/** Input: records of five 64-bit words {instruction, rounding mode, a, b, c}. Output: records of two {result, fflags}. */
export const INPUT_WORDS = 5;
export const OUTPUT_WORDS = 2;

const load: Readonly<Record<Place, (register: string, operand: number) => string>> = {
  s: (register, operand) => `fmv.w.x ${register}, %${operand}`,
  d: (register, operand) => `fmv.d.x ${register}, %${operand}`,
  x: () => '',
};

const store: Readonly<Record<Place, string>> = { s: 'fmv.x.w %0, ft0', d: 'fmv.x.d %0, ft0', x: '' };

const body = ({ name, to, from, rounds }: Instruction): string => {
  const sources = from.map((place, i) => (place === 'x' ? `%${i + 1}` : `ft${i + 1}`));
  const lines = [
    ...from.map((place, i) => load[place](`ft${i + 1}`, i + 1)),
    [`${name} ${to === 'x' ? '%0' : 'ft0'}`, ...sources, ...(rounds ? ['dyn'] : [])].join(', '),
    store[to],
  ];
  const text = lines.filter((line) => line !== '').map((line) => `"${line}\\n"`).join(' ');
  return `__asm__ volatile(${text} : "=&r"(result) : "r"(a), "r"(b), "r"(c) : "ft0", "ft1", "ft2", "ft3");`;
};

export const program = (instructions: readonly Instruction[]): string => `#include <stdint.h>
#include <stdio.h>

static uint64_t run(uint64_t instruction, uint64_t a, uint64_t b, uint64_t c) {
  uint64_t result = 0;
  switch (instruction) {
${instructions.map((instruction, i) => `  case ${i}: ${body(instruction)} break;`).join('\n')}
  }
  return result;
}

int main(void) {
  uint64_t in[${INPUT_WORDS}], out[${OUTPUT_WORDS}];
  while (fread(in, sizeof in, 1, stdin) == 1) {
    __asm__ volatile("fsflags zero\\n" "fsrm %0" : : "r"(in[1]));
    out[0] = run(in[0], in[2], in[3], in[4]);
    __asm__ volatile("frflags %0" : "=r"(out[1]));
    fwrite(out, sizeof out, 1, stdout);
  }
  return 0;
}
`;
