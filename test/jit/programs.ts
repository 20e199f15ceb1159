/** Small programs, one shape of code each, and what is compiled of them. */
import type { Compilation } from '@reprise/jit';
import { virtRun } from '@reprise/vm/testing';

export const programs = {
  loop: `
    li a0, 10
  loop:
    add a1, a1, a0
    addi a0, a0, -1
    bnez a0, loop
  end: j end
  `,
  call: `
    li s0, 10
  again:
    jal ra, double
    addi s0, s0, -1
    bnez s0, again
  end: j end
  double:
    slli a0, a0, 1
    beqz a0, one
    ret
  one:
    li a0, 1
    ret
  `,
  branchy: `
    li s0, 20
  next:
    andi t0, s0, 3
    beqz t0, zero
    li t1, 2
    bltu t0, t1, small
    addi a2, a2, 1
    j join
  small:
    addi a1, a1, 1
    j join
  zero:
    addi a0, a0, 1
  join:
    addi s0, s0, -1
    bnez s0, next
  end: j end
  `,
  switch: `
    la s1, one
  next:
    andi t1, s0, 7
    slli t1, t1, 3
    add t1, t1, s1
    addi s0, s0, 1
    jr t1
  one: addi a1, a1, 1
    j next
  two: addi a2, a2, 1
    j next
  three: addi a3, a3, 1
    j next
  four: addi a4, a4, 1
    j next
  five: addi a5, a5, 1
    j next
  six: addi a6, a6, 1
    j next
  seven: addi a7, a7, 1
    j next
  eight: addi s8, s8, 1
    j next
  `,
  memory: `
    la s1, data
    li s0, 8
  copy:
    lbu t0, 0(s1)
    lw t1, 4(s1)
    sd t1, 8(s1)
    sb t0, 16(s1)
    addi s1, s1, 8
    addi s0, s0, -1
    bnez s0, copy
  end: j end
  .balign 4096
  data: .zero 4096
  `,
  'floating-point': `
    li t0, 0x6000 # mstatus.FS
    csrs mstatus, t0
    li s0, 4
    fcvt.d.w fa0, s0
  again:
    fadd.d fa1, fa1, fa0
    fmul.s fa2, fa2, fa2
    flt.d a0, fa0, fa1
    addi s0, s0, -1
    bnez s0, again
  end: j end
  `,
  'page-crossing': `
    li s0, 4
    j again
  .balign 4096
    .zero 4086
  again:
    add a0, a0, s0
    slli a1, a0, 3
    addi s0, s0, -1 # its halves are on two pages
    bnez s0, again
  end: j end
  `,
} as const satisfies Record<string, string>;

export type ProgramName = keyof typeof programs;

/** Everything is compiled at the first visit, but for what takes several to show. */
const usual = { threshold: 0, steps: 2000 };
const others: Partial<Record<ProgramName, typeof usual>> = { switch: { threshold: 3000, steps: 40_000 } };

/**
 * All that is compiled of a program. There are two harts: the code of a machine with one has
 * the place of its state in it, which depends on everything that is laid out before.
 */
export function compilationsOf(name: ProgramName): Compilation[] {
  const compilations: Compilation[] = [];
  const observer = { compiled: (compilation: Compilation) => void compilations.push(compilation) };
  const { threshold, steps } = others[name] ?? usual;
  const { run } = virtRun(programs[name], { tier: 'jit', jit: { threshold, capacity: 64, observer }, smp: 2 });
  run.runUntil({ icount: steps });
  return compilations;
}
