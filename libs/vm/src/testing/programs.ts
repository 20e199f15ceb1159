/** Programs for the board `virt`, alone in machine mode. */

/** Waits for interrupts: a timer that comes every 5000 ns, and characters, which it sends back. What came in which order is in s3. */
export const INTERRUPTED = `
  la t0, handler
  csrw mtvec, t0
  li s0, 0x10000000 # UART
  li s1, 0x02004000 # mtimecmp
  li s2, 0x0200bff8 # mtime
  li t1, 1
  sb t1, 1(s0)
  li t0, 0x0c000028 # PLIC: priority of source 10
  sw t1, 0(t0)
  li t0, 0x0c002000 # .. and enabled
  li t1, 1024
  sw t1, 0(t0)
  ld t1, 0(s2)
  addi t1, t1, 50
  sd t1, 0(s1)
  li t1, 0x880
  csrs mie, t1
  csrsi mstatus, 8
loop: wfi
  addi s4, s4, 1
  j loop
.balign 4
handler: csrr t0, mcause
  andi t0, t0, 15
  slli t1, s3, 5
  sub s3, t1, s3
  add s3, s3, t0
  li t1, 7
  beq t0, t1, timer
  li t2, 0x0c200004
  lw t3, 0(t2)
  lbu a0, 0(s0)
  sb a0, 0(s0)
  add s3, s3, a0
  sw t3, 0(t2)
  mret
timer: ld t1, 0(s2)
  addi t1, t1, 50
  sd t1, 0(s1)
  mret
`;

/** The same without a timer: only characters wake it. */
export const WOKEN = INTERRUPTED.replace('0x880', '0x800');
