/* Reserved bits of page-table entries must be zero, or the access faults (privileged specification, 4.4.1). Without Svnapot, N too. */
#include "paging.h"

#define AT 0x10000000ul
static uint64_t page[512] __attribute__((aligned(4096)));

int main(void) {
  struct space space = new_space(3);
  activate(space);
  uint64_t *leaf = map(space, AT, (uint64_t)page, 0, PTE_RWX | PTE_AD), *table = entry(space, AT, 1);
  for (int bit = 54; bit < 64; bit++) {
    *leaf |= BIT(bit);
    fence_vma();
    struct trap trap = run(MODE_S, load_there, AT);
    *leaf &= ~BIT(bit);
    *table |= BIT(bit);
    fence_vma();
    struct trap of_table = run(MODE_S, store_there, AT);
    *table &= ~BIT(bit);
    put("bit ");
    put_decimal(bit);
    line(": load with it in the leaf", trap.cause);
    line("  store with it in a table entry", of_table.cause);
  }
  return 0;
}
