/* What is called of Linux; beyond these, see system-calls.S. Negative results are error numbers. */
#pragma once
#include <stddef.h>

#define AT_FDCWD (-100)
#define O_RDONLY 0
#define O_WRONLY 1
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 0x02
#define MAP_ANONYMOUS 0x20
#define SIGCHLD 17

_Noreturn void _exit(int code);
long read(int file, void *into, size_t bytes);
long write(int file, const void *from, size_t bytes);
int openat(int folder, const char *path, int flags, int mode);
int close(int file);
int pipe2(int ends[2], int flags);
int getpid(void);
void *mmap(void *at, size_t bytes, int protection, int flags, int file, long offset);
int munmap(void *at, size_t bytes);
int mprotect(void *at, size_t bytes, int protection);
int clone(unsigned long flags, void *stack);
int execve(const char *path, const char *const arguments[], const char *const environment[]);
int wait4(int process, int *status, int options, void *usage);

static inline int fork(void) { return clone(SIGCHLD, NULL); }
