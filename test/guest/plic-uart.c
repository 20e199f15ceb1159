/* The UART's interrupt through the PLIC: enable, priority, threshold, claim, complete, for M and for S of hart 0. */
#include "plic.h"

static volatile uint64_t claimed, cause_taken;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (!(cause & INTERRUPT)) return false;
  cause_taken = cause & 63;
  claimed = CLAIM(0);
  IER = 0;
  CLAIM(0) = (uint32_t)claimed;
  return true;
}

int main(void) {
  note("at the start", 0);
  IER = 2;
  note("UART asks, not enabled", 0);
  ENABLE(0) = 1 << SOURCE;
  note("enabled for M, priority 0", 0);
  note("claim with priority 0", CLAIM(0));
  THRESHOLD(0) = 3;
  PRIORITY(SOURCE) = 3;
  note("priority 3, threshold 3", 0);
  THRESHOLD(0) = 2;
  note("threshold 2", 0);
  note("claim by S", CLAIM(1));
  note("claim by M", CLAIM(0));
  note("claim again", CLAIM(0));
  IER = 0;
  note("UART quiet", 0);
  CLAIM(0) = SOURCE;
  note("completed", 0);

  ENABLE(0) = 0;
  ENABLE(1) = 1 << SOURCE;
  IER = 2;
  note("UART asks, enabled for S", 0);
  IER = 0;
  note("UART quiet before the claim", 0);
  IER = 2;
  note("UART asks again", 0);
  note("claim by S", CLAIM(1));
  IER = 0;
  CLAIM(1) = SOURCE;
  note("completed by S", 0);
  print_notes();

  on_trap = handler;
  ENABLE(1) = 0;
  ENABLE(0) = 1 << SOURCE;
  csr_write(mie, BIT(MEI));
  csr_set(mstatus, MSTATUS_MIE);
  IER = 2;
  while (!claimed) {}
  csr_clear(mstatus, MSTATUS_MIE);
  line("interrupt", cause_taken);
  line("claimed", claimed);
  return 0;
}
