/* Plain loads and stores may be misaligned; LR may not (nor SC and AMO: trap-amo). mtval is the address. */
#include "guest.h"

CODE(load, "ld a0, 0(a0)");
CODE(store, "sw a0, 0(a0)\n li a0, 0");
CODE(lr, "lr.d a0, (a0)");
CODE(lr_word, "lr.w a0, (a0)");
CODE(amo_word, "amoswap.w a0, zero, (a0)");

static uint64_t data[4] = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

static void attempt(const char *name, const void *code, uint64_t offset) {
  struct trap trap = run(MODE_M, code, (uint64_t)data + offset);
  if (trap.cause != NO_TRAP) trap.value -= (uint64_t)data;
  show_trap(name, trap, code);
}

int main(void) {
  attempt("ld", load, 3);
  attempt("sw", store, 17);
  attempt("lr.d", lr, 4);
  attempt("lr.w", lr_word, 2);
  attempt("amoswap.w aligned", amo_word, 4);
  line("data", data[0]);
  return 0;
}
