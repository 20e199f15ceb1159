/* Where no memory is: access faults 1, 5, 7 with the address in mtval. */
#include "guest.h"
#include "paging.h"

CODE(load_byte, "lbu a0, 0(a0)");
CODE(store_byte, "sb a0, 0(a0)");
CODE(float_load, "fld fa0, 0(a0)");
CODE(lr, "lr.d a0, (a0)");

static void attempt(enum mode mode, const char *name, const void *code, uint64_t address) {
  struct trap trap = run(mode, code, address);
  show_trap(name, trap, code == fetch_there ? (const void *)address : code);
}

int main(void) {
  static const enum mode modes[] = {MODE_M, MODE_S, MODE_U};
  for (int i = 0; i < 3; i++) {
    attempt(modes[i], "lbu", load_byte, NOTHING + 1);
    attempt(modes[i], "ld", load_there, NOTHING);
    attempt(modes[i], "sb", store_byte, NOTHING + 2);
    attempt(modes[i], "sd", store_there, NOTHING + 8);
    attempt(modes[i], "fld", float_load, NOTHING);
    attempt(modes[i], "lr.d", lr, NOTHING);
    attempt(modes[i], "fetch", fetch_there, NOTHING);
    attempt(modes[i], "fetch beyond 56 bits", fetch_there, 0xff00000000000000);
    attempt(modes[i], "ld beyond 56 bits", load_there, 0xff00000000000000);
    attempt(modes[i], "sd at the top", store_there, -8ul);
  }
  return 0;
}
