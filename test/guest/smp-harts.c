/* Every hart runs, has its own mhartid and registers, and sees what another wrote after a fence. */
#include "guest.h"

#define COUNT 4
static volatile uint64_t turn, ids[COUNT];

static void take_turn(uint64_t hart) {
  while (turn != hart) {}
  asm volatile("fence");
  ids[hart] = csr_read(mhartid) * 16 + (hart ? ids[hart - 1] & 15 : 0) + 1;
  asm volatile("fence");
  turn = hart + 1;
}

void secondary(uint64_t hart) {
  if (hart < COUNT) take_turn(hart);
  for (;;) asm volatile("wfi");
}

int main(void) {
  take_turn(0);
  while (turn < COUNT) {}
  asm volatile("fence");
  for (int hart = 0; hart < COUNT; hart++) line("hart", ids[hart]);
  return 0;
}
