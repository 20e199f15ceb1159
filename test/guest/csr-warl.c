/* CSR fields that take only legal values (privileged specification, 3.1). */
#include "guest.h"

int main(void) {
  uint64_t status = csr_read(mstatus);
  csr_write(mstatus, (status & ~MSTATUS_MPP) | 2ul << 11);
  check((csr_read(mstatus) >> 11 & 3) != 2, "MPP takes no mode 2");
  csr_write(mstatus, -1ul);
  line("SXL, UXL with ones written", csr_read(mstatus) >> 32 & 15);
  csr_write(mstatus, 0);
  line("SXL, UXL with zeros written", csr_read(mstatus) >> 32 & 15);
  csr_write(sstatus, -1ul);
  line("UXL in sstatus", csr_read(sstatus) >> 32 & 3);
  csr_write(mstatus, status);

  csr_write(mepc, 0x80000003);
  line("mepc", csr_read(mepc));
  csr_write(sepc, 0x80000001);
  line("sepc", csr_read(sepc));
  csr_write(pmpaddr3, -1ul);
  line("pmpaddr3", csr_read(pmpaddr3));
  csr_write(pmpcfg0, csr_read(pmpcfg0) | 0x60ul << 24);
  line("reserved bits of pmpcfg", csr_read(pmpcfg0) >> 24);
  return 0;
}
