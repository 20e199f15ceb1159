/* WFI ends when an enabled interrupt is pending, whether or not it is taken; with TW it traps below M. */
#include "guest.h"

static volatile uint64_t taken;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (!(cause & INTERRUPT)) return false;
  taken++;
  MTIMECMP(0) = -1ul;
  MSIP(0) = 0;
  return true;
}

CODE(wait, "wfi\n li a0, 1");

int main(void) {
  csr_write(mie, BIT(MTI));
  MTIMECMP(0) = MTIME + 1000;
  asm volatile("wfi");
  line("MIE off: MTIP", csr_read(mip) >> MTI & 1);
  asm volatile("wfi");
  put("pending already: no wait\n");

  on_trap = handler;
  MTIMECMP(0) = MTIME + 1000;
  csr_set(mstatus, MSTATUS_MIE);
  while (!taken) asm volatile("wfi");
  csr_clear(mstatus, MSTATUS_MIE);
  line("MIE on: taken", taken);

  csr_write(mie, BIT(MSI));
  MSIP(0) = 1;
  asm volatile("wfi");
  line("software interrupt: MSIP", csr_read(mip) >> MSI & 1);
  MSIP(0) = 0;

  csr_write(mideleg, BIT(SSI)); /* else it would be taken by M */
  csr_write(mie, BIT(SSI));
  csr_write(mip, BIT(SSI));
  csr_set(mstatus, MSTATUS_TW);
  show_trap("S with TW", run(MODE_S, wait, 0), wait);
  show_trap("M with TW", run(MODE_M, wait, 0), wait);
  csr_clear(mstatus, MSTATUS_TW);
  show_trap("S without TW", run(MODE_S, wait, 0), wait);
  csr_write(mie, 0);
  show_trap("U", run(MODE_U, wait, 0), wait);
  return 0;
}
