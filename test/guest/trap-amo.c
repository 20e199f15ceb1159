/* AMO and SC fault as stores do, whatever stops them (privileged specification, 3.1.15: store/AMO misaligned, access, page fault). */
#include "paging.h"

CODE(amo_word, "amoadd.w a0, zero, (a0)");
CODE(amo_double, "amomaxu.d a0, zero, (a0)");
CODE(sc_double, "sc.d a0, a0, (a0)");

static uint64_t page[512] __attribute__((aligned(4096)));

static void attempt(const char *name, enum mode mode, uint64_t address, bool has_value) {
  put(name);
  put_char('\n');
  show_trap("  amoadd.w", run(mode, amo_word, address), amo_word);
  struct trap trap = run(mode, amo_double, address);
  check(trap.cause == NO_TRAP || trap.value == address, "mtval is the address");
  show_trap("  amomaxu.d", trap, amo_double);
  if (has_value) show_trap("  sc.d", run(mode, sc_double, address), sc_double);
}

int main(void) {
  struct space space = new_space(3);
  map(space, 0x10000000, (uint64_t)page, 0, PTE_R | PTE_AD);
  map(space, 0x10001000, (uint64_t)page, 0, PTE_X | PTE_AD);
  map(space, 0x10002000, (uint64_t)page, 0, PTE_RWX | PTE_AD | PTE_U);
  map(space, 0x10003000, (uint64_t)page, 0, PTE_RWX | PTE_AD);
  attempt("no memory", MODE_M, NOTHING, false);
  activate(space);
  attempt("not mapped", MODE_S, 0x20000000, false);
  attempt("r--", MODE_S, 0x10000000, false);
  attempt("--x", MODE_S, 0x10001000, false);
  attempt("page of U", MODE_S, 0x10002000, false);
  attempt("misaligned", MODE_S, 0x10003003, true);
  attempt("allowed", MODE_S, 0x10003000, false);
  return 0;
}
