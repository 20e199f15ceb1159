/* Takes a lock that it has, and sleeps until it is free. */
#include "bug.h"

static volatile uint32_t lock;

static __attribute__((noinline)) void acquire(volatile uint32_t *which) {
  while (*which) asm volatile("csrw mie, zero\n wfi");
  *which = 1;
}

static __attribute__((noinline)) void update_table(uint64_t entry) {
  acquire(&lock);
  put_hex(entry);
  lock = 0;
}

void go_wrong(uint64_t work) {
  acquire(&lock);
  update_table(work);
  lock = 0;
}
