/* The console and the end of a program that is a process: of a C library's calls on the machine that builds, else of those in system-calls.S. */
#include "../guest.h"
#include "system-calls.h"

void put_char(char c) { check(write(1, &c, 1) == 1, "write"); }

void end(int code) { _exit(code); }
