/* A program's half of an address space goes, at any level of its tables, while its kernel's half stays in use and changes as well. */
#include "paging.h"

#define HIGH 0xffffffffc0123000ul /* under the last entry of the root, whatever the levels */
#define LEAF(page, flags) ((uint64_t)(page) >> 12 << 10 | (flags) | PTE_AD | PTE_V)
static uint64_t pages[6][512] __attribute__((aligned(4096)));

static void both(const char *name, uint64_t low) {
  put(name);
  show_load(": low", low);
  put(name);
  show_load(": high", HIGH);
}

static void lose_lower_half(int levels) {
  line("levels", (uint64_t)levels);
  const uint64_t low = (5ul << (12 + 9 * (levels - 1))) + 0x1555000; /* under an entry of the root of its own; far from this program by its lower bits, too */
  struct space space = new_space(levels);
  map(space, low, (uint64_t)pages[0], 0, PTE_R | PTE_AD);
  uint64_t *leaf = map(space, HIGH, (uint64_t)pages[1], 0, PTE_R | PTE_AD);
  activate(space);
  both("there", low);
  for (int level = 1; level < levels; level++) {
    line("level", (uint64_t)level);
    uint64_t *above = entry(space, low, level), kept = *above;
    *above = 0;
    both("low one gone", low);
    *leaf = LEAF(pages[1 + level], PTE_R);
    both("leaf of the high one changed", low);
    *above = kept;
    both("low one back", low);
    uint64_t *kernel = entry(space, HIGH, level);
    kept = *kernel;
    *kernel = 0;
    both("high one gone", low);
    *kernel = kept;
    both("high one back", low);
  }
}

int main(void) {
  for (int i = 0; i < 6; i++) pages[i][0] = 0x200u + (unsigned)i;
  for (int levels = 3; levels <= 5; levels++) lose_lower_half(levels);
  return 0;
}
