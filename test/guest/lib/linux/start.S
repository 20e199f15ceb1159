# A process of Linux begins here: main() and the end with what it returns.
    .globl _start
_start:
    call main
    tail _exit
