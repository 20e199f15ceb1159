/* One paging mode, walked through: page sizes, A and D bits, superpages out of line, tables that point nowhere. The program
   defines LEVELS and includes this. */
#include "paging.h"

static uint64_t page[512] __attribute__((aligned(4096)));

static void show_access(const char *name, uint64_t *pte, const void *code, uint64_t address) {
  page[0] = RETURN_INSTRUCTION;
  asm volatile("fence.i");
  fence_vma();
  struct trap trap = run(MODE_S, code, address);
  put(name);
  if (trap.cause == NO_TRAP) {
    put(" passes");
  } else {
    put(" cause ");
    put_decimal((int64_t)trap.cause);
    check(trap.value == address, "mtval is the address");
  }
  if (pte) {
    put(", entry's flags ");
    put_hex(*pte & 0x3ff);
  }
  put_char('\n');
}

int main(void) {
  if (!supports(LEVELS)) {
    put("not supported\n");
    return 1;
  }
  struct space space = new_space(LEVELS);
  activate(space);
  line("satp mode", csr_read(satp) >> 60);
  uint64_t top = -1ul << (12 + 9 * LEVELS - 1); /* the lowest address of the upper half */

  put("A and D bits\n");
  uint64_t *pte = map(space, 0x10000000, (uint64_t)page, 0, PTE_RWX);
  show_access("load", pte, load_there, 0x10000000);
  show_access("store", pte, store_there, 0x10000000);
  pte = map(space, 0x10000000, (uint64_t)page, 0, PTE_RWX);
  show_access("fetch", pte, fetch_there, 0x10000000);
  pte = map(space, 0x10000000, (uint64_t)page, 0, PTE_RWX);
  show_access("store first", pte, store_there, 0x10000008);
  pte = map(space, 0x10000000, (uint64_t)page, 0, PTE_R);
  show_access("store refused", pte, store_there, 0x10000000);
  pte = map(space, 0x10000000, (uint64_t)page, 0, PTE_R | PTE_W | PTE_G | 0x300);
  show_access("global, RSW bits", pte, store_there, 0x10000000);

  put("page sizes\n");
  for (int level = 1; level < LEVELS; level++) {
    uint64_t bytes = 1ul << (12 + 9 * level);
    uint64_t virtual_address = top + (bytes << 1);
    uint64_t physical_address = (uint64_t)page & -bytes;
    pte = map(space, virtual_address, physical_address, level, PTE_RWX);
    line(" level", (uint64_t)level);
    show_access(" load", pte, load_there, virtual_address + ((uint64_t)page & (bytes - 1)));
    show_access(" store", pte, store_there, virtual_address + ((uint64_t)page & (bytes - 1)));
    pte = map(space, virtual_address, physical_address | PAGE, level, PTE_RWX);
    show_access(" out of line", pte, load_there, virtual_address);
    *pte = 0;
  }

  put("the walk\n");
  uint64_t bottom = top + 0x5000;
  pte = map(space, bottom, (uint64_t)page, 0, PTE_RWX);
  show_access("lowest of the upper half", pte, load_there, bottom);
  pte = map(space, -PAGE, (uint64_t)page, 0, PTE_RWX);
  show_access("the last page", pte, load_there, -PAGE);
  show_access("first hole", 0, load_there, -top);
  show_access("last hole", 0, store_there, top - PAGE);
  uint64_t *table = entry(space, bottom, 1);
  uint64_t kept = *table;
  *table = kept | PTE_A;
  show_access("table entry with A", table, load_there, bottom);
  *table = kept | PTE_D;
  show_access("table entry with D", table, load_there, bottom);
  *table = kept | PTE_U;
  show_access("table entry with U", table, load_there, bottom);
  *table = kept & ~PTE_V;
  show_access("table entry not valid", table, load_there, bottom);
  *table = kept;
  show_access("as it was", table, load_there, bottom);
  pte = map(space, bottom, (uint64_t)page, 0, PTE_V);
  show_access("table entry at the last level", pte, load_there, bottom);
  pte = map(space, bottom, NOTHING, 0, PTE_RWX);
  show_access("page where no memory is", pte, load_there, bottom);
  return 0;
}
