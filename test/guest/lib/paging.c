#include "paging.h"

CODE(load_there, "ld a0, 0(a0)");
CODE(store_there, "sd a0, 0(a0)");
CODE(fetch_there, "jr a0");

#define TABLES 48
static uint64_t tables[TABLES][512] __attribute__((aligned(4096)));
static int used;

static uint64_t *new_table(void) {
  check(used < TABLES, "no page table left");
  return tables[used++];
}

uint64_t *entry(struct space space, uint64_t address, int level) {
  uint64_t *table = space.root;
  for (int at = space.levels - 1; at > level; at--) {
    uint64_t *pte = &table[address >> (12 + 9 * at) & 511];
    if (!*pte) *pte = (uint64_t)new_table() >> 12 << 10 | PTE_V;
    table = (uint64_t *)(*pte >> 10 << 12);
  }
  return &table[address >> (12 + 9 * level) & 511];
}

uint64_t *map(struct space space, uint64_t virtual_address, uint64_t physical_address, int level, uint64_t flags) {
  uint64_t *pte = entry(space, virtual_address, level);
  *pte = physical_address >> 12 << 10 | flags | PTE_V;
  return pte;
}

struct space new_space(int levels) {
  struct space space = {new_table(), levels};
  map(space, 0x80000000, 0x80000000, 1, PTE_RWX | PTE_AD);
  map(space, 0x80000000 + USER_OFFSET, 0x80000000, 1, PTE_RWX | PTE_AD | PTE_U);
  return space;
}

uint64_t satp_of(struct space space) { return (uint64_t)(space.levels + 5) << 60 | (uint64_t)space.root >> 12; }

void activate(struct space space) {
  csr_write(satp, satp_of(space));
  fence_vma();
}

bool supports(int levels) {
  csr_write(satp, (uint64_t)(levels + 5) << 60);
  bool taken = csr_read(satp) >> 60 == (uint64_t)(levels + 5);
  csr_write(satp, 0);
  return taken;
}
