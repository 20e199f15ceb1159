/* A 4-byte instruction across the end of a page, whose second half is where no memory is: an access fault at that half. */
#include "paging.h"

#define AT 0x10000000ul
static uint16_t page[2048] __attribute__((aligned(4096)));

int main(void) {
  page[2047] = 0x0513; /* addi a0, a0, .. */
  asm volatile("fence.i");
  struct space space = new_space(3);
  map(space, AT, (uint64_t)page, 0, PTE_X | PTE_AD);
  map(space, AT + PAGE, NOTHING, 0, PTE_X | PTE_AD);
  activate(space);
  struct trap trap = run(MODE_S, (void *)(AT + 4094), 0);
  line("cause", trap.cause);
  line("pc", trap.pc);
  line("value", trap.value);
  return 0;
}
