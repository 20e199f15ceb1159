/* Four harts count under a spin lock (LR/SC), with AMO, and with a ticket lock; nothing is lost. */
#include "guest.h"

#define COUNT 4
#define EACH 500
static volatile uint32_t lock, ticket, serving;
static volatile uint64_t under_lock, by_amo, under_ticket, done;

static void acquire(void) {
  uint32_t old;
  do
    asm volatile("1: lr.w.aq %0, (%1)\n bnez %0, 2f\n sc.w %0, %2, (%1)\n2:"
                 : "=&r"(old) : "r"(&lock), "r"(1) : "memory");
  while (old);
}

static void release(void) { asm volatile("amoswap.w.rl zero, zero, (%0)" : : "r"(&lock) : "memory"); }

static void work(void) {
  for (int i = 0; i < EACH; i++) {
    acquire();
    under_lock++;
    release();
    asm volatile("amoadd.d zero, %0, (%1)" : : "r"(1), "r"(&by_amo) : "memory");
    uint32_t mine;
    asm volatile("amoadd.w.aqrl %0, %1, (%2)" : "=r"(mine) : "r"(1), "r"(&ticket) : "memory");
    while (serving != mine) {}
    asm volatile("fence rw, rw" : : : "memory");
    under_ticket++;
    asm volatile("fence rw, w" : : : "memory");
    serving = mine + 1;
  }
  asm volatile("fence\n amoadd.d zero, %0, (%1)" : : "r"(1), "r"(&done) : "memory");
}

void secondary(uint64_t hart) {
  if (hart < COUNT) work();
  for (;;) asm volatile("wfi");
}

int main(void) {
  work();
  while (done < COUNT) {}
  asm volatile("fence" : : : "memory");
  line("under the lock", under_lock);
  line("by amoadd", by_amo);
  line("under the ticket lock", under_ticket);
  return 0;
}
