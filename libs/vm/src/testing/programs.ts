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

/**
 * Supervisor code behind page tables: writes a page after the other, changes an instruction of the loop that does, and points a virtual
 * page at another one each time round. A and D bits are set by the walker.
 */
export const SELF_MODIFYING_PAGING = `
  li s0, 0x80200000 # page tables: the top one, then one for each level below
  li s1, 0x80201000
  li s2, 0x80202000
  li t0, 0x20080401 # 0x80201000, valid
  sd t0, 0(s0)      # addresses 0 .. 1 GiB
  li t0, 0x20080801 # 0x80202000, valid
  sd t0, 0(s1)      # .. of which the first 2 MiB by the last table
  li t0, 0x2000000f # 0x80000000, 1 GiB as it is: R, W, X
  sd t0, 16(s0)
  li t0, 0x80080200 # Sv39
  slli t0, t0, 32
  li t0, 8
  slli t0, t0, 60
  li t1, 0x80200
  or t0, t0, t1
  csrw satp, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  li t0, 0x800
  csrs mstatus, t0
  la t0, begin
  csrw mepc, t0
  mret
begin:
  li s3, 0x80300000 # the page that is written next
  li s4, 0x5000     # a virtual address that leads there
  li s5, 0          # rounds
  la s6, changed
  lw s7, 0(s6)
  li t3, 0x1000
loop:
  srli t0, s3, 2
  ori t0, t0, 7     # R, W; A and D are the walker's
  sd t0, 40(s2)     # entry 5
  sd s5, 0(s4)
  sd s5, 512(s4)
changed:
  addi s8, s8, 1
  addi s5, s5, 1
  andi t1, s5, 63
  slli t1, t1, 20
  add t1, t1, s7
  sw t1, 0(s6)      # another immediate
  add s3, s3, t3
  li t2, 0x80380000
  bltu s3, t2, loop
  li s3, 0x80300000
  j loop
`;
