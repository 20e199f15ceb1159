/* Echoes its console input, by interrupts and WFI, up to a newline. */
#include "guest.h"

#define CLAIM REGISTER32(PLIC + 0x200004)
static volatile bool finished;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (cause != (INTERRUPT | MEI)) return false;
  uint32_t source = CLAIM;
  while (source && REGISTER8(UART + 5) & 1) {
    char c = (char)REGISTER8(UART);
    put_char(c);
    if (c == '\n' || c == '\r') finished = true;
  }
  CLAIM = source;
  return true;
}

int main(void) {
  on_trap = handler;
  REGISTER32(PLIC + 4 * 10) = 1;
  REGISTER32(PLIC + 0x2000) = 1 << 10;
  REGISTER32(PLIC + 0x200000) = 0;
  REGISTER8(UART + 1) = 1; /* received data */
  csr_write(mie, BIT(MEI));
  while (!finished) {
    asm volatile("wfi");
    csr_set(mstatus, MSTATUS_MIE);
    csr_clear(mstatus, MSTATUS_MIE);
  }
  return 0;
}
