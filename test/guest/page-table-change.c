/* Page tables that change under a running program, each change followed by the sfence.vma it needs. */
#include "paging.h"

#define AT 0x10000000ul
static uint64_t pages[4][512] __attribute__((aligned(4096)));

int main(void) {
  for (int i = 0; i < 4; i++) pages[i][0] = 0x100u + (unsigned)i;
  struct space space = new_space(3), other = new_space(3);
  uint64_t *pte = map(space, AT, (uint64_t)pages[0], 0, PTE_R | PTE_W | PTE_AD);
  activate(space);
  show_load("first frame", AT);
  *pte = (uint64_t)pages[1] >> 12 << 10 | PTE_R | PTE_W | PTE_AD | PTE_V;
  asm volatile("sfence.vma %0, zero" : : "r"(AT) : "memory");
  show_load("second frame", AT);
  *pte = 0;
  asm volatile("sfence.vma %0, zero" : : "r"(AT) : "memory");
  show_load("taken away", AT);
  *pte = (uint64_t)pages[2] >> 12 << 10 | PTE_R | PTE_AD | PTE_V;
  fence_vma();
  show_load("third frame", AT);
  line("  store", run(MODE_S, store_there, AT).cause);
  *pte |= PTE_W;
  fence_vma();
  line("  store, made writable", run(MODE_S, store_there, AT).cause);
  *pte &= ~PTE_W;
  fence_vma();
  line("  store, made read-only", run(MODE_S, store_there, AT).cause);

  /* a table replaced above */
  uint64_t *middle = entry(space, AT, 1), kept = *middle;
  *middle = (uint64_t)pages[3] >> 12 << 10 | PTE_V;
  pages[3][0] = (uint64_t)pages[1] >> 12 << 10 | PTE_R | PTE_AD | PTE_V;
  fence_vma();
  show_load("another table", AT);
  *middle = kept;
  fence_vma();
  show_load("the table before", AT);

  /* two address spaces with ASIDs, a global page in both */
  map(other, AT, (uint64_t)pages[0], 0, PTE_R | PTE_AD);
  csr_write(satp, satp_of(other) | 1ul << 44);
  line("ASID kept", csr_read(satp) >> 44 & 0xffff);
  fence_vma();
  show_load("space 1", AT);
  csr_write(satp, satp_of(space) | 2ul << 44);
  show_load("space 2", AT);
  csr_write(satp, satp_of(other) | 1ul << 44);
  show_load("space 1 again", AT);
  pte = entry(other, AT, 0);
  *pte = (uint64_t)pages[1] >> 12 << 10 | PTE_R | PTE_AD | PTE_V;
  asm volatile("sfence.vma %0, %1" : : "r"(AT), "r"(1ul) : "memory");
  show_load("space 1, changed, by address and ASID", AT);
  *pte = (uint64_t)pages[0] >> 12 << 10 | PTE_R | PTE_AD | PTE_V;
  asm volatile("sfence.vma zero, %0" : : "r"(1ul) : "memory");
  show_load("space 1, changed, by ASID", AT);
  csr_write(satp, 0);
  line("bare", run(MODE_S, load_there, (uint64_t)&pages[1][0]).value);

  /* a megapage becomes small pages */
  activate(space);
  uint64_t base = (uint64_t)pages & ~0x1ffffful, within = (uint64_t)pages & 0x1fffff;
  pte = map(space, 0x40000000, base, 1, PTE_R | PTE_AD);
  fence_vma();
  show_load("megapage", 0x40000000 + within);
  *pte = 0;
  map(space, 0x40000000 + within, (uint64_t)pages[1], 0, PTE_R | PTE_AD);
  fence_vma();
  show_load("small page", 0x40000000 + within);
  show_load("its neighbour", 0x40000000 + within + 4096);
  return 0;
}
