/** A program for riscv64 that runs given instructions, one at a time, on registers and memory from its standard input. */

/** One record in: {instruction, 1 if x11 is relative to the memory, x10, x11, x12, f10, f11, f12, f13, fcsr, two words of memory}. */
export const INPUT_WORDS = 12;
/** One record out: {x10, x11, x12, f10, fcsr, two words of memory}. */
export const OUTPUT_WORDS = 7;

export const assemblySource = (words: readonly number[]): string => `
.option norvc
.option norelax
.balign 8
.globl run, stubs
run:
  addi sp, sp, -16
  sd ra, 0(sp)
  sd s0, 8(sp)
  mv s0, a0
  mv t0, a1
  ld t1, 72(s0)
  fscsr t1
  fld f10, 40(s0)
  fld f11, 48(s0)
  fld f12, 56(s0)
  fld f13, 64(s0)
  ld x10, 16(s0)
  ld x11, 24(s0)
  ld x12, 32(s0)
  jalr t0
  sd x10, 16(s0)
  sd x11, 24(s0)
  sd x12, 32(s0)
  fsd f10, 40(s0)
  frcsr t1
  sd t1, 72(s0)
  ld ra, 0(sp)
  ld s0, 8(sp)
  addi sp, sp, 16
  ret
stubs:
${words.map((word) => `  .insn 4, 0x${word.toString(16)}\n  ret`).join('\n')}
`;

export const cSource = `#include <stdint.h>
#include <stdio.h>
#include <string.h>

extern const char stubs[];
void run(uint64_t *record, const char *stub);

static uint64_t memory[2];

int main(void) {
  uint64_t r[${INPUT_WORDS}];
  while (fread(r, sizeof r, 1, stdin) == 1) {
    memcpy(memory, r + 10, sizeof memory);
    if (r[1]) r[3] += (uint64_t)memory;
    run(r, stubs + 8 * r[0]);
    uint64_t out[${OUTPUT_WORDS}] = {r[2], r[3], r[4], r[5], r[9], memory[0], memory[1]};
    fwrite(out, sizeof out, 1, stdout);
  }
  return 0;
}
`;
