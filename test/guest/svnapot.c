/* Svnapot: an entry with N set maps 64 KiB, its low PPN bits say so; other patterns are reserved. */
#include "paging.h"

#define AT 0x10000000ul
#define N BIT(63)
static uint64_t area[16][512] __attribute__((aligned(65536)));

int main(void) {
  struct space space = new_space(3);
  for (int i = 0; i < 16; i++) {
    area[i][0] = 0x100u + (unsigned)i;
    map(space, AT + PAGE * (unsigned)i, (uint64_t)area + 0x8000, 0, PTE_R | PTE_W | PTE_AD | N);
  }
  activate(space);
  for (int i = 0; i < 16; i += 5) line("page", run(MODE_S, load_there, AT + PAGE * (unsigned)i).value);
  map(space, AT, (uint64_t)area + 0x4000, 0, PTE_R | PTE_AD | N);
  fence_vma();
  line("reserved pattern: cause", run(MODE_S, load_there, AT).cause);
  return 0;
}
