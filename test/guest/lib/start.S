# Every hart comes in at _start, in M-mode. Hart 0 runs main() and ends the machine with what it returns; the others run
# secondary(hartid), which sleeps unless the program brings its own.
#include "layout.h"

    .section .text.start, "ax"
    .globl _start
_start:
    csrr tp, mhartid
    li t0, HARTS
    bgeu tp, t0, park

    la sp, stacks
    addi t0, tp, 1
    li t1, STACK_BYTES
    mul t1, t0, t1
    add sp, sp, t1
    la t1, trap_stacks
    slli t0, t0, 12               # TRAP_STACK_BYTES
    add t1, t1, t0
    csrw mscratch, t1
    la t0, machine_trap
    csrw mtvec, t0

    li t0, -1                     # PMP entry 0 opens everything to S and U
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 0x6000                 # mstatus.FS: floating point on
    csrs mstatus, t0
    csrw fcsr, zero

    bnez tp, 2f
    la t0, bss_start
    la t1, bss_end
1:  bgeu t0, t1, 3f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b

2:  la t0, bss_is_clear           # secondary harts wait for hart 0
    lw t0, 0(t0)
    beqz t0, 2b
    fence r, rw
    mv a0, tp
    call secondary
park:
    wfi
    j park

3:  la t0, bss_is_clear
    li t1, 1
    fence rw, w
    sw t1, 0(t0)
    call main
    tail end

    .weak secondary
secondary:
    j park

    .data
    .balign 4
bss_is_clear: .word 0

    .section .stacks, "aw", @nobits
    .balign 4096
    .globl stacks
stacks:      .skip HARTS * STACK_BYTES
trap_stacks: .skip HARTS * TRAP_STACK_BYTES
    .globl lower_stack            # what code below M-mode runs on: a page of its own
    .skip 4096
lower_stack:
