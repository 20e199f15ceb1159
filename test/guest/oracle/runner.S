# The oracle's runner: loads the state of each case, runs its code, and stores the state in which it ended. Any board with RAM up
# to 0x8800_0000, a CLINT and a test device runs it; engines are compared by the bytes they leave in the results area.
#
# A case ends with the first trap into M-mode, whatever it is; code that is to end well ends with an ebreak.
# All fields are doublewords; test/qemu/oracle/layout.ts has the same layout.
#
#   0x8100_0000  cases: magic, count, then each case:
#                size, pc, fcsr, number of segments, number of observed ranges, CSRS of them, x0..x31, f0..f31,
#                segments (address, length, bytes), observed ranges (address, length)
#   0x8400_0000  results: magic, count of those that are complete, then each result:
#                size, mcause, mepc, mtval, fcsr, CSRS of them, x0..x31, f0..f31, the bytes of the observed ranges
#
# Addresses and lengths are multiples of 8. Segments and observed ranges are zeroed after the case.

    .equ CASES, 0x81000000
    .equ RESULTS, 0x84000000
    .equ CASES_MAGIC, 0x5345534143525052      # "RPRCASES"
    .equ RESULTS_MAGIC, 0x544c534552525052    # "RPRRESLT"

    .equ CSRS, 20
    .equ CASE_PC, 8
    .equ CASE_FCSR, 16
    .equ CASE_SEGMENTS, 24
    .equ CASE_OBSERVED, 32
    .equ CASE_CSRS, 40
    .equ CASE_X, CASE_CSRS + 8 * CSRS
    .equ CASE_F, CASE_X + 256
    .equ CASE_BYTES, CASE_F + 256

    .equ RESULT_MCAUSE, 8
    .equ RESULT_MEPC, 16
    .equ RESULT_MTVAL, 24
    .equ RESULT_FCSR, 32
    .equ RESULT_CSRS, 40
    .equ RESULT_X, RESULT_CSRS + 8 * CSRS
    .equ RESULT_F, RESULT_X + 256
    .equ RESULT_BYTES, RESULT_F + 256

    .equ FS, 0x6000
    .equ pmpcfg0_at, 15                       # places in the list of CSRs
    .equ satp_at, 10

# what happens to each CSR of the list, in its order; mstatus (place 0) and satp and PMP are set with more care
    .macro for_csrs operation
    \operation 1, medeleg
    \operation 2, mideleg
    \operation 3, mie
    \operation 4, mip
    \operation 5, stvec
    \operation 6, sscratch
    \operation 7, sepc
    \operation 8, scause
    \operation 9, stval
    \operation 11, mcounteren
    \operation 12, scounteren
    \operation 13, 0x30a                      # menvcfg
    \operation 14, 0x10a                      # senvcfg
    .endm
    .macro for_flushing_csrs operation        # these cost a TLB flush, so they are written only when they change
    \operation satp_at, satp
    \operation 16, pmpaddr0
    \operation 17, pmpaddr1
    \operation 18, pmpaddr2
    \operation 19, pmpaddr3
    \operation pmpcfg0_at, pmpcfg0
    .endm
    .macro set_csr place, csr
    ld t0, CASE_CSRS + 8 * \place(s0)
    csrw \csr, t0
    .endm
    .macro change_csr place, csr
    ld t0, CASE_CSRS + 8 * \place(s0)
    csrr t1, \csr
    beq t0, t1, 9f
    csrw \csr, t0
9:
    .endm
    .macro save_csr place, csr
    csrr t0, \csr
    sd t0, RESULT_CSRS + 8 * \place(s1)
    .endm

    .globl _start
_start:
    csrr t0, mhartid
1:  beqz t0, 1f
    wfi
    j 1b
1:  la t0, finished                           # a trap before the first case ends the run
    csrw mtvec, t0
    li t0, 0x2004000                          # no timer interrupt: mtimecmp
    li t1, -1
    sd t1, 0(t0)
    li s0, CASES
    ld t0, 0(s0)
    li t1, CASES_MAGIC
    bne t0, t1, finished
    ld s2, 8(s0)
    addi s0, s0, 16
    li s1, RESULTS
    li t0, RESULTS_MAGIC
    sd t0, 0(s1)
    sd zero, 8(s1)
    addi s1, s1, 16
    la t0, trapped
    csrw mtvec, t0

next_case:
    beqz s2, finished
    addi s2, s2, -1

    # memory
    ld s3, CASE_SEGMENTS(s0)
    addi s4, s0, CASE_BYTES
1:  beqz s3, 3f
    addi s3, s3, -1
    ld t0, 0(s4)
    ld t1, 8(s4)
    addi s4, s4, 16
    add t1, t1, t0
2:  beq t0, t1, 1b
    ld t2, 0(s4)
    sd t2, 0(t0)
    addi s4, s4, 8
    addi t0, t0, 8
    j 2b
3:  la t0, state
    sd s0, 0(t0)
    sd s1, 8(t0)
    sd s2, 16(t0)
    sd s4, 24(t0)                             # the observed ranges
    sc.d t1, t1, (t0)                         # no reservation is held

    # CSRs
    for_csrs set_csr
    for_flushing_csrs change_csr
    ld t0, CASE_CSRS + 8 * satp_at(s0)
    beqz t0, 1f
    sfence.vma
1:  fence.i

    # floating point
    li t0, FS
    csrs mstatus, t0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fld f\n, CASE_F + 8 * \n(s0)
    .endr
    ld t0, CASE_FCSR(s0)
    csrw fcsr, t0

    # and off
    ld t0, CASE_PC(s0)
    csrw mepc, t0
    csrw mscratch, s1
    ld t0, CASE_CSRS(s0)
    csrw mstatus, t0
    addi x31, s0, CASE_X
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld x\n, 8 * \n(x31)
    .endr
    mret

    .balign 4
trapped:
    csrrw x31, mscratch, x31
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    sd x\n, RESULT_X + 8 * \n(x31)
    .endr
    mv s1, x31
    csrr t0, mscratch
    sd t0, RESULT_X + 8 * 31(s1)
    csrr t0, mcause
    sd t0, RESULT_MCAUSE(s1)
    csrr t0, mepc
    sd t0, RESULT_MEPC(s1)
    csrr t0, mtval
    sd t0, RESULT_MTVAL(s1)
    save_csr 0, mstatus
    for_csrs save_csr
    for_flushing_csrs save_csr
    csrw mie, zero
    csrw mip, zero
    li t0, FS
    csrs mstatus, t0
    csrr t0, fcsr
    sd t0, RESULT_FCSR(s1)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fsd f\n, RESULT_F + 8 * \n(s1)
    .endr

    la t0, state
    ld s0, 0(t0)
    ld s2, 16(t0)
    ld s4, 24(t0)
    csrr t0, satp
    beqz t0, 1f
    csrw satp, zero
    sfence.vma

    # observed ranges into the result, which grows at s5
1:  addi s5, s1, RESULT_BYTES
    ld s3, CASE_OBSERVED(s0)
    mv s6, s4
1:  beqz s3, 3f
    addi s3, s3, -1
    ld t0, 0(s6)
    ld t1, 8(s6)
    addi s6, s6, 16
    add t1, t1, t0
2:  beq t0, t1, 1b
    ld t2, 0(t0)
    sd t2, 0(s5)
    addi s5, s5, 8
    addi t0, t0, 8
    j 2b
3:  sub t0, s5, s1
    sd t0, 0(s1)                              # size
    mv s1, s5

    # zeros where it was
    ld s3, CASE_SEGMENTS(s0)
    addi s6, s0, CASE_BYTES
1:  beqz s3, 3f
    addi s3, s3, -1
    ld t0, 0(s6)
    ld t1, 8(s6)
    addi s6, s6, 16
    add s6, s6, t1
    add t1, t1, t0
2:  beq t0, t1, 1b
    sd zero, 0(t0)
    addi t0, t0, 8
    j 2b
3:  ld s3, CASE_OBSERVED(s0)
1:  beqz s3, 3f
    addi s3, s3, -1
    ld t0, 0(s6)
    ld t1, 8(s6)
    addi s6, s6, 16
    add t1, t1, t0
2:  beq t0, t1, 1b
    sd zero, 0(t0)
    addi t0, t0, 8
    j 2b
3:  li t0, RESULTS
    ld t1, 8(t0)
    addi t1, t1, 1
    sd t1, 8(t0)
    ld t0, 0(s0)
    add s0, s0, t0
    j next_case

    .balign 4
finished:
    li t0, 0x100000                           # sifive_test
    li t1, 0x5555
    sw t1, 0(t0)
    j .

    .bss
    .balign 8
state: .skip 32
