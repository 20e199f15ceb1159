/* PMP entries from the address before to their own (TOR): bounds, order, an empty range. */
#include "pmp.h"

static uint64_t page[1024] __attribute__((aligned(8192)));

int main(void) {
  uint64_t base = (uint64_t)page;
  for (int i = 0; i < 1024; i++) page[i] = RETURN_INSTRUCTION;
  asm volatile("fence.i");

  put("entry 1 from 256 to 512 is r--\n");
  pmp((PMP_TOR | PMP_R) << 8, (base + 256) >> 2, (base + 512) >> 2, 0, 0);
  show_pmp("  at 248:", MODE_S, base + 248);
  show_pmp("  at 256:", MODE_S, base + 256);
  show_pmp("  at 504:", MODE_U, base + 504);
  show_pmp("  at 512:", MODE_S, base + 512);

  put("entry 0 from 0 to 256 is off, entry 2 goes on to 1024 as --x\n");
  pmp((PMP_TOR | PMP_R) << 8 | (uint32_t)(PMP_TOR | PMP_X) << 16, (base + 256) >> 2, (base + 512) >> 2, (base + 1024) >> 2, 0);
  show_pmp("  at 504:", MODE_S, base + 504);
  show_pmp("  at 512:", MODE_S, base + 512);
  show_pmp("  at 1016:", MODE_S, base + 1016);
  show_pmp("  at 1024:", MODE_S, base + 1024);

  put("an empty range matches nothing\n");
  pmp(PMP_TOR << 8, (base + 512) >> 2, (base + 256) >> 2, 0, 0);
  show_pmp("  at 256:", MODE_S, base + 256);
  show_pmp("  at 504:", MODE_S, base + 504);

  put("entry 0 begins at address 0\n");
  pmp(PMP_TOR | 5, (base + 4096) >> 2, 0, 0, 0);
  show_pmp("  at 0:", MODE_S, base);
  show_pmp("  at 4096:", MODE_S, base + 4096);
  return 0;
}
