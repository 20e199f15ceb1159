/* A 4-byte instruction across the end of a page: two frames apart, second half missing, not executable. */
#include "paging.h"

#define AT 0x10000000ul
static uint16_t pages[3][2048] __attribute__((aligned(4096)));

static void show(const char *name, uint64_t at) {
  struct trap trap = run(MODE_S, (void *)at, 5);
  put(name);
  if (trap.cause == NO_TRAP) {
    line(" returned", trap.value);
  } else {
    put(" cause ");
    put_decimal((int64_t)trap.cause);
    put(", pc at end ");
    put_decimal((int64_t)(trap.pc - AT - 4096));
    put(", value at end ");
    put_decimal((int64_t)(trap.value - AT - 4096));
    put_char('\n');
  }
}

int main(void) {
  /* c.addi a0, 1 / addi a0, a0, 0x123 across the end / c.jr ra */
  pages[2][2046] = 0x0505;
  pages[2][2047] = 0x0513;
  pages[0][0] = 0x1235;
  pages[0][1] = 0x8082;
  pages[1][0] = 0x2345;
  pages[1][1] = 0x8082;
  asm volatile("fence.i");
  struct space space = new_space(3);
  map(space, AT, (uint64_t)pages[2], 0, PTE_X | PTE_AD);
  uint64_t *second = map(space, AT + PAGE, (uint64_t)pages[0], 0, PTE_X | PTE_AD);
  activate(space);
  show("two frames:", AT + 4092);
  show("from its start:", AT + 4094);
  *second = (uint64_t)pages[1] >> 12 << 10 | PTE_X | PTE_AD | PTE_V;
  fence_vma();
  show("another second frame:", AT + 4092);
  pages[1][0] = 0x3455;
  asm volatile("fence.i");
  show("second half written:", AT + 4092);
  pages[2][2047] = 0x0593; /* addi a1, a0, .. */
  asm volatile("fence.i");
  show("first half written:", AT + 4092);
  pages[2][2047] = 0x0513;
  asm volatile("fence.i");
  *second = 0;
  fence_vma();
  show("second half missing:", AT + 4092);
  show("from its start:", AT + 4094);
  *second = (uint64_t)pages[0] >> 12 << 10 | PTE_R | PTE_W | PTE_AD | PTE_V;
  fence_vma();
  show("second half not executable:", AT + 4092);
  *second = (uint64_t)pages[0] >> 12 << 10 | PTE_X | PTE_U | PTE_AD | PTE_V;
  fence_vma();
  show("second half U's:", AT + 4092);
  pages[2][2047] = 0x8082; /* c.jr ra fits */
  asm volatile("fence.i");
  show("2 bytes fit:", AT + 4092);
  return 0;
}
