# System calls as functions (Linux, include/uapi/asm-generic/unistd.h): what they return is negative where they failed.
    .macro system_call name, number
    .globl \name
\name:
    li a7, \number
    ecall
    ret
    .endm

    system_call close, 57
    system_call pipe2, 59
    system_call read, 63
    system_call write, 64
    system_call openat, 56
    system_call _exit, 94         # exit_group
    system_call getpid, 172
    system_call munmap, 215
    system_call clone, 220
    system_call execve, 221
    system_call mmap, 222
    system_call mprotect, 226
    system_call wait4, 260
