/* What PMP registers hold; odd pmpcfg registers are absent, and all are M's alone. */
#include "guest.h"

CODE(read_pmpcfg1, "csrr a0, 0x3a1");
CODE(read_from_s, "csrr a0, pmpcfg0");

int main(void) {
  csr_write(pmpaddr3, BIT(54) - 1);
  line("pmpaddr3", csr_read(pmpaddr3));
  csr_write(pmpaddr3, 0x00123456789abcde);
  line("pmpaddr3", csr_read(pmpaddr3));
  csr_write(pmpcfg2, 0x0f0b091b1917170f);
  line("pmpcfg2", csr_read(pmpcfg2));
  csr_write(pmpcfg2, 0);
  show_trap("pmpcfg1", run(MODE_M, read_pmpcfg1, 0), read_pmpcfg1);
  show_trap("pmpcfg0 from S", run(MODE_S, read_from_s, 0), read_from_s);
  return 0;
}
