/* Of several pending interrupts MEI comes first, then MSI, MTI, SEI, SSI, STI (privileged specification, 3.1.9). */
#include "guest.h"

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (!(cause & INTERRUPT)) return false;
  put(" ");
  put_decimal((int64_t)(cause & 63));
  csr_clear(mie, BIT(cause & 63));
  return true;
}

static void show(const char *name) {
  put(name);
  csr_set(mstatus, MSTATUS_MIE);
  asm volatile("nop\n nop");
  csr_clear(mstatus, MSTATUS_MIE);
  put_char('\n');
}

int main(void) {
  on_trap = handler;
  MTIMECMP(0) = 0;
  MSIP(0) = 1;
  csr_write(mip, BIT(SSI) | BIT(STI) | BIT(SEI));
  csr_write(mie, BIT(MSI) | BIT(MTI) | BIT(SSI) | BIT(STI) | BIT(SEI));
  show("all:");
  csr_write(mie, BIT(SSI) | BIT(STI) | BIT(MTI));
  show("SSI, STI, MTI:");
  csr_write(mie, BIT(SSI) | BIT(SEI));
  show("SSI, SEI:");
  return 0;
}
