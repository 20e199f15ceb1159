/* mret to a mode below M clears MPRV (privileged specification, 3.1.6.3); mret to M keeps it. */
#include "guest.h"

/* MPRV on, then mret to the mode in MPP, whose first instruction traps back */
#define MRET_TO(name, mpp)                                                       \
  CODE(name, "li t1, 3 << 11\n csrc mstatus, t1\n"                               \
             " li t1, (1 << 17) | (" mpp " << 11)\n csrs mstatus, t1\n"          \
             " la t1, 1f\n csrw mepc, t1\n mret\n1: ecall")
MRET_TO(mret_to_u, "0");
MRET_TO(mret_to_s, "1");
MRET_TO(mret_to_m, "3");

int main(void) {
  line("to U", run(MODE_M, mret_to_u, 0).status >> 17 & 1);
  line("to S", run(MODE_M, mret_to_s, 0).status >> 17 & 1);
  line("to M", run(MODE_M, mret_to_m, 0).status >> 17 & 1);
  return 0;
}
