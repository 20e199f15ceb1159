/* Calls itself until it comes to the guard below its stack. */
#include "bug.h"
#include "pmp.h"

static volatile uint64_t depth;

static __attribute__((noinline)) uint64_t descend(uint64_t n) {
  volatile uint64_t here[4] = {n, n + 1, n + 2, n + 3};
  depth = n;
  if (n == ~0ul) return 0;
  return descend(here[0] + 1) + here[3];
}

void go_wrong(uint64_t work) {
  /* what is below the stacks is locked, for M-mode too */
  extern char stacks[];
  csr_write(pmpaddr0, NAPOT((uint64_t)stacks & ~0xffful, 4096ul));
  csr_write(pmpcfg0, 0x98);
  line("depth", descend(work));
}
