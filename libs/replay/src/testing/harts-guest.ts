import type { Drive } from './record-guest.ts';

/**
 * A guest for several harts that get on at different rates: each counts in a cell of its own, now and then in one that all share, and waits
 * for its timer after every 64 rounds. Hart 0 powers off after 512.
 */
export const HARTS_GUEST = `
  csrr s0, mhartid
  slli t0, s0, 3
  la s1, shared
  la s2, own
  add s2, s2, t0
  li s3, 0x02004000
  add s3, s3, t0
  li s4, 0x0200bff8
  li t0, 0x80
  csrw mie, t0
loop: ld t1, 0(s2)
  addi t1, t1, 1
count: sd t1, 0(s2)
  andi t2, t1, 15
  bne t2, s0, on
  ld t3, 0(s1)
  addi t3, t3, 1
share: sd t3, 0(s1)
on: andi t2, t1, 63
  bnez t2, loop
  li t2, 512
  beq t1, t2, done
  ld t2, 0(s4)
  addi t2, t2, 30
  sd t2, 0(s3)
rest: wfi
awake: j loop
done: bnez s0, loop
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
.balign 4096
own: .zero 64
shared: .zero 8
`;

/** Runs a guest to its end. */
export const toPowerOff: Drive = async (recorder) => {
  await recorder.runUntil();
  await recorder.finish({ kind: 'shutdown', exitCode: 0 });
};
