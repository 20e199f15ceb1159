/**
 * A guest with a bit of everything: it computes, writes memory, takes timer interrupts, waits now and then, sends characters back, and
 * powers off at a 'q'. What came in which order is in s3.
 */
export const GUEST = `
  la t0, handler
  csrw mtvec, t0
  li s0, 0x10000000 # UART
  li s1, 0x02004000 # mtimecmp
  li s2, 0x0200bff8 # mtime
  li s5, 0x80010000
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
loop: addi s4, s4, 1
  andi t4, s4, 255
  slli t4, t4, 7
  add t4, t4, s5
store: sd s4, 0(t4)
  andi t4, s4, 1023
  bnez t4, loop
rest: wfi
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
echo: sb a0, 0(s0)
  sw t3, 0(t2)
  li t1, 0x71
  beq a0, t1, quit
  mret
timer: ld t1, 0(s2)
  addi t1, t1, 50
  sd t1, 0(s1)
  mret
quit: li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
`;

const text = new TextEncoder();

/** What is typed at its console. */
export const typed = (characters: string) => ({ kind: 'characters', device: '/machine/soc/uart0', bytes: text.encode(characters) }) as const;
