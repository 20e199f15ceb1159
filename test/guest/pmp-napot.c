/* PMP entries of aligned powers of two: what R, W, X allow S, U and M; no entry, no access. */
#include "pmp.h"

static uint64_t page[1024] __attribute__((aligned(8192)));

int main(void) {
  uint64_t base = (uint64_t)page;
  for (int i = 0; i < 1024; i++) page[i] = RETURN_INSTRUCTION;
  asm volatile("fence.i");
  static const struct { const char *name; uint32_t bits; } cases[] = {
    {"---", 0}, {"r--", PMP_R}, {"rw-", PMP_R | PMP_W}, {"--x", PMP_X}, {"r-x", PMP_R | PMP_X}, {"rwx", 7},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pmp(PMP_NAPOT | cases[i].bits, NAPOT(base, 4096ul), 0, 0, 0);
    put(cases[i].name);
    put_char('\n');
    show_pmp("  S:", MODE_S, base);
    show_pmp("  U:", MODE_U, base + 4088);
    show_pmp("  M:", MODE_M, base);
    show_pmp("  S beyond:", MODE_S, base + 4096);
  }
  pmp(PMP_NAPOT, NAPOT(base, 8ul), 0, 0, 0);
  show_pmp("8 bytes:", MODE_S, base);
  show_pmp("8 bytes, beyond:", MODE_S, base + 8);
  pmp(PMP_NA4, (base + 4) >> 2, 0, 0, 0);
  show_pmp("4 bytes in the second half:", MODE_S, base + 4);
  show_pmp("half of it covered:", MODE_S, base);
  show_pmp("before:", MODE_S, base - 8);
  pmp(PMP_NAPOT | PMP_NAPOT << 8 | 7 << 8, NAPOT(base, 64ul), NAPOT(base, 4096ul), 0, 0);
  show_pmp("the lower entry wins:", MODE_S, base + 8);
  show_pmp("the next one:", MODE_S, base + 64);
  return 0;
}
