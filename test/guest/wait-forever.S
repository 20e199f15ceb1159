# Waits for an interrupt with none enabled: no hart will ever run again.
    .globl _start
_start:
    csrw mie, zero
1:  wfi
    j 1b
