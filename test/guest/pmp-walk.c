/* PMP under paging: page tables and pages are checked, the fault is an access fault with the virtual address. */
#include "pmp.h"

#define AT 0x10000000ul
static uint64_t page[512] __attribute__((aligned(4096)));

int main(void) {
  struct space space = new_space(3);
  for (int i = 0; i < 512; i++) page[i] = RETURN_INSTRUCTION;
  asm volatile("fence.i");
  map(space, AT, (uint64_t)page, 0, PTE_RWX | PTE_AD);
  activate(space);
  pmp(PMP_NAPOT | PMP_R, NAPOT((uint64_t)page, 4096ul), 0, 0, 0);
  show_pmp("page r--:", MODE_S, AT);
  pmp(PMP_NAPOT, NAPOT((uint64_t)page, 4096ul), 0, 0, 0);
  show_pmp("page ---:", MODE_S, AT);
  uint64_t table = (uint64_t)entry(space, AT, 0) & ~4095ul;
  pmp(PMP_NAPOT, NAPOT(table, 4096ul), 0, 0, 0);
  show_pmp("table ---:", MODE_S, AT);
  pmp(PMP_NAPOT | PMP_R, NAPOT(table, 4096ul), 0, 0, 0);
  show_pmp("table r--:", MODE_S, AT);
  pmp(0, 0, 0, 0, 0);
  show_pmp("open:", MODE_S, AT);
  return 0;
}
