/* ecall from each mode; mepc is the ecall, mtval 0, and mstatus.MPP tells the mode. */
#include "guest.h"

CODE(do_ecall, "nop\n ecall");

int main(void) {
  show_trap("U", run(MODE_U, do_ecall, 0), do_ecall);
  show_trap("S", run(MODE_S, do_ecall, 0), do_ecall);
  show_trap("M", run(MODE_M, do_ecall, 0), do_ecall);
  return 0;
}
