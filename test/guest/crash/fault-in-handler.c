/* Its trap handler has no stack: it faults at its first store, and again, for ever. */
#include "bug.h"

asm(".pushsection .text\n"
    ".balign 4\n"
    ".type broken_handler, @function\n"
    "broken_handler:\n"
    "  li sp, 0x8001000\n"
    "  addi sp, sp, -256\n"
    "  sd ra, 8(sp)\n"
    "  call abort_program\n"
    ".size broken_handler, .-broken_handler\n"
    ".popsection");
extern char broken_handler[];

void abort_program(void) { end(3); }

static __attribute__((noinline)) void read_sensor(uint64_t work) {
  csr_write(mtvec, broken_handler);
  (void)REGISTER64(NOTHING + work * 8);
}

void go_wrong(uint64_t work) {
  read_sensor(work);
  put("read\n");
}
