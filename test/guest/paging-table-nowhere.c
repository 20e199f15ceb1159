/* A page table where no memory is: an access fault of the kind of the access (privileged specification, 4.3.2, step 2). */
#include "paging.h"

#define AT 0x10000000ul

int main(void) {
  struct space space = new_space(3);
  *entry(space, AT, 1) = NOTHING >> 12 << 10 | PTE_V;
  activate(space);
  line("load", run(MODE_S, load_there, AT).cause);
  line("store", run(MODE_S, store_there, AT).cause);
  line("fetch", run(MODE_S, fetch_there, AT).cause);
  csr_write(satp, 8ul << 60 | NOTHING >> 12);
  fence_vma();
  line("root: fetch", run(MODE_S, fetch_there, AT).cause);
  return 0;
}
