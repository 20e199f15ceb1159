/* What the guest programs share: console, traps, the end. For harts in M-mode at 0x8000_0000, on the `virt` board. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "csr.h"
#include "layout.h"

/* ---- board */
#define TEST_DEVICE 0x100000ul
#define RTC 0x101000ul
#define CLINT 0x2000000ul
#define PLIC 0xc000000ul
#define UART 0x10000000ul
#define VIRTIO 0x10001000ul
#define FW_CFG 0x10100000ul
#define NOTHING 0x8000000ul /* no device there, on any board */

#define REGISTER8(address) (*(volatile uint8_t *)(address))
#define REGISTER16(address) (*(volatile uint16_t *)(address))
#define REGISTER32(address) (*(volatile uint32_t *)(address))
#define REGISTER64(address) (*(volatile uint64_t *)(address))
#define MSIP(hart) REGISTER32(CLINT + 4 * (hart))
#define MTIMECMP(hart) REGISTER64(CLINT + 0x4000 + 8 * (hart))
#define MTIME REGISTER64(CLINT + 0xbff8)

/* ---- console */
void put_char(char c);
void put(const char *text);
void put_hex(uint64_t value);        /* 0x1f */
void put_decimal(int64_t value);
void line(const char *name, uint64_t value); /* `name 0x1f` and a newline */

/* ---- the end */
_Noreturn void end(int code); /* ends the machine; 0 is success */
void check(bool ok, const char *what); /* says what failed, and ends with 1 */

/* ---- traps */
enum mode { MODE_U = 0, MODE_S = 1, MODE_M = 3 };
#define NO_TRAP 0xffff

struct trap {
  uint64_t cause; /* mcause; NO_TRAP when the code returned */
  uint64_t pc;    /* mepc */
  uint64_t value; /* mtval; what the code returned when there was no trap */
  uint64_t status; /* mstatus in the handler */
};
struct frame { uint64_t x[32]; };

/* Runs `code(argument)` in a mode on a stack of its own until it returns or traps; never nests. With paging on, S-mode sees this
   image where it is and U-mode USER_OFFSET higher (paging.h), and so are the return address and the stack. */
#define USER_OFFSET 0x40000000ul
struct trap run(enum mode mode, const void *code, uint64_t argument);

/* Called first for every trap; true resumes at mepc. For interrupts, and for code that handles its traps itself. */
extern bool (*on_trap)(struct frame *frame, uint64_t cause);

/* `name: cause C at +OFFSET value V`; the offset is from `base`, the value is `pc` where it equals mepc. */
void show_trap(const char *name, struct trap trap, const void *base);

/* A fragment of assembly as a function that run() takes; a0 is its argument and its result. */
#define CODE(name, text) \
  asm(".pushsection .text\n.balign 4\n.globl " #name "\n" #name ":\n" text "\nret\n.popsection"); \
  extern void name(void)

/* ---- small things */
void *memcpy(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
uint64_t next_random(uint64_t *state); /* xorshift64*: state must not be 0 */
uint32_t crc32(const void *data, size_t bytes);

/* Programs that are also benchmarks repeat their loop more often there. */
#ifdef BENCH
#define ROUNDS(test, bench) (bench)
#else
#define ROUNDS(test, bench) (test)
#endif
