# Traps into M-mode, and code run under guard (see trap.c).
#include "layout.h"

    .text
    .balign 4
    .globl machine_trap
machine_trap:
    csrrw sp, mscratch, sp
    addi sp, sp, -FRAME_BYTES
    sd zero, 0(sp)
    sd x1, 8(sp)
    .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd x\n, \n * 8(sp)
    .endr
    addi t0, sp, FRAME_BYTES
    csrrw t0, mscratch, t0
    sd t0, 16(sp)                 # x2 as it was
    csrr tp, mhartid
    mv a0, sp
    call trap_taken
    ld x1, 8(sp)
    .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld x\n, \n * 8(sp)
    .endr
    ld sp, 16(sp)
    mret

# void enter(struct context *save, code, argument, mstatus, return address, stack): goes to code with `mstatus` in force as
# mret makes it. Comes back to its caller only through leave().
    .globl enter
enter:
    sd ra, CONTEXT_RA(a0)
    sd sp, CONTEXT_SP(a0)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd s\n, CONTEXT_S0 + \n * 8(a0)
    .endr
    csrr t0, mstatus
    sd t0, CONTEXT_MSTATUS(a0)
    csrw mepc, a1
    csrw mstatus, a3
    mv ra, a4
    mv sp, a5
    mv a0, a2
    mret

    .globl leave
leave:
    ld t0, CONTEXT_MSTATUS(a0)
    csrw mstatus, t0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld s\n, CONTEXT_S0 + \n * 8(a0)
    .endr
    ld sp, CONTEXT_SP(a0)
    ld ra, CONTEXT_RA(a0)
    ret

# where guarded code returns to
    .globl code_done
    .balign 4
code_done:
    ecall
