/* A locked PMP entry binds M too, and neither it nor the address that bounds it can be written until reset. */
#include "pmp.h"

static uint64_t page[1024] __attribute__((aligned(8192)));

int main(void) {
  uint64_t base = (uint64_t)page;
  for (int i = 0; i < 1024; i++) page[i] = RETURN_INSTRUCTION;
  asm volatile("fence.i");

  pmp(PMP_NAPOT | PMP_R, NAPOT(base, 4096ul), 0, 0, 0);
  show_pmp("M, not locked:", MODE_M, base);
  pmp(PMP_LOCK | PMP_NAPOT | PMP_R, NAPOT(base, 4096ul), 0, 0, 0);
  show_pmp("M, locked:", MODE_M, base);
  show_pmp("S, locked:", MODE_S, base);
  show_pmp("M, beyond:", MODE_M, base + 4096);

  csr_write(pmpcfg0, 0);
  line("configuration stays", csr_read(pmpcfg0) & 0xff);
  csr_write(pmpaddr0, 0);
  line("address stays", csr_read(pmpaddr0) == NAPOT(base, 4096ul));

  csr_write(pmpaddr1, 0x1000);
  csr_write(pmpaddr2, 0x2000);
  csr_write(pmpcfg0, (uint64_t)(PMP_LOCK | PMP_TOR | 7) << 16);
  csr_write(pmpaddr1, 0x3000);
  csr_write(pmpaddr2, 0x4000);
  line("address below a locked TOR entry", csr_read(pmpaddr1));
  line("address of a locked TOR entry", csr_read(pmpaddr2));
  line("configurations", csr_read(pmpcfg0));
  return 0;
}
