# Every compressed instruction once, each result folded into a digest: expansion, immediates, sign extension.
# The encodings are forced with c. mnemonics, so nothing is left to the assembler's choice.

    .macro fold reg               # s1 = (s1 rotated by 5) ^ reg, without compressed instructions
    .option push
    .option norvc
    slli t5, s1, 5
    srli t6, s1, 59
    or s1, t5, t6
    xor s1, s1, \reg
    .option pop
    .endm

    .globl main
main:
    addi sp, sp, -128
    sd ra, 120(sp)
    sd s1, 112(sp)
    li s1, 0

    li a0, 0x123456789abcdef0
    c.addi a0, -32
    fold a0
    c.addi a0, 31
    fold a0
    c.addiw a0, 17
    fold a0
    c.li a1, -32
    fold a1
    c.li a1, 31
    fold a1
    c.lui a2, 0x1f
    fold a2
    c.lui a2, 0xfffe0
    fold a2
    c.slli a0, 63
    fold a0
    li a0, 0x8765432187654321
    c.slli a0, 1
    fold a0
    c.srli a0, 4
    fold a0
    li a0, 0x8765432187654321
    c.srai a0, 40
    fold a0
    c.andi a0, -2
    fold a0
    c.mv a3, a0
    c.add a3, a2
    fold a3
    c.sub a3, a0
    fold a3
    c.xor a3, a1
    fold a3
    c.or a3, a0
    fold a3
    c.and a3, a2
    fold a3
    li a3, 0x7fffffff
    li a4, 1
    c.addw a3, a4
    fold a3
    c.subw a3, a4
    fold a3

    c.addi16sp sp, -64
    c.addi16sp sp, 48
    c.addi16sp sp, 16
    c.addi4spn a5, sp, 64
    .option push
    .option norvc
    sub a4, a5, sp
    .option pop
    fold a4
    li a0, 0xfedcba98f6543210
    c.sdsp a0, 8(sp)
    c.swsp a0, 20(sp)
    c.ldsp a1, 8(sp)
    fold a1
    c.lwsp a2, 20(sp)
    fold a2
    c.sd a0, 8(a5)
    c.sw a0, 4(a5)
    c.ld a3, 8(a5)
    fold a3
    c.lw a4, 4(a5)
    fold a4
    c.lw a4, 12(a5)
    fold a4
    fmv.d.x fa0, a0
    c.fsdsp fa0, 24(sp)
    c.fldsp fa1, 24(sp)
    fmv.x.d a4, fa1
    fold a4
    c.fsd fa0, 16(a5)
    c.fld fa2, 16(a5)
    fmv.x.d a4, fa2
    fold a4

    c.li a0, 0
    c.beqz a0, 1f
    fold sp                       # not reached
1:  c.bnez a0, 1b
    c.li a0, 5
2:  c.addi a0, -1
    fold a0
    c.bnez a0, 2b
    c.j 3f
    fold sp                       # not reached
3:  la a1, 4f
    c.jr a1
    fold sp                       # not reached
4:  la a1, sub
    li a0, 7
    c.jalr a1
    fold a0
    c.nop

    la a0, text
    mv a1, s1
    call line
    ld s1, 112(sp)
    ld ra, 120(sp)
    addi sp, sp, 128
    li a0, 0
    ret

sub:
    c.add a0, a0
    c.jr ra

    .section .rodata
text: .asciz "digest"
