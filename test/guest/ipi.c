/* Software interrupts between harts: hart 0 wakes each of the others, which answers with one to hart 0. */
#include "guest.h"

#define COUNT 4
static volatile uint64_t woken[HARTS], answers;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  uint64_t hart = csr_read(mhartid);
  if (cause != (INTERRUPT | MSI)) return false;
  MSIP(hart) = 0;
  asm volatile("fence");
  if (hart == 0) {
    answers++;
  } else {
    woken[hart]++;
    asm volatile("fence");
    MSIP(0) = 1;
  }
  return true;
}

void secondary(uint64_t hart) {
  (void)hart;
  csr_write(mie, BIT(MSI));
  csr_set(mstatus, MSTATUS_MIE);
  for (;;) asm volatile("wfi");
}

int main(void) {
  on_trap = handler;
  asm volatile("fence");
  csr_write(mie, BIT(MSI));
  csr_set(mstatus, MSTATUS_MIE);
  for (int round = 0; round < 3; round++)
    for (uint64_t hart = 1; hart < COUNT; hart++) {
      uint64_t before = answers;
      MSIP(hart) = 1;
      /* With interrupts off between the look and the wait, none comes unseen; one that is pending ends the wait all the same. */
      csr_clear(mstatus, MSTATUS_MIE);
      while (answers == before) {
        asm volatile("wfi");
        csr_set(mstatus, MSTATUS_MIE);
        csr_clear(mstatus, MSTATUS_MIE);
      }
      csr_set(mstatus, MSTATUS_MIE);
    }
  csr_clear(mstatus, MSTATUS_MIE);
  for (int hart = 1; hart < COUNT; hart++) line("woken", woken[hart]);
  line("answers", answers);
  return 0;
}
