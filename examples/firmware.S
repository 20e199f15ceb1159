# firmware.elf: riscv64-unknown-elf-gcc -nostdlib -Wl,-N,-Ttext=0x80000000,--build-id=none -s -o firmware.elf firmware.S
    .equ UART, 0x10000000      # 16550A: what is written to its first register is sent
    .equ FINISHER, 0x100000    # SiFive test finisher: 0x5555 powers off with exit code 0
    .globl _start
_start:
    la   a0, text
    li   a1, UART
1:  lbu  a2, 0(a0)
    beqz a2, 2f
    sb   a2, 0(a1)
    addi a0, a0, 1
    j    1b
2:  li   a0, FINISHER
    li   a1, 0x5555
    sw   a1, 0(a0)
3:  j    3b
text:
    .asciz "hello from machine mode\n"
