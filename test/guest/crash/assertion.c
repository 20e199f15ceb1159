/* A check fails: it says so, and ends the machine with a code. */
#include "bug.h"

static __attribute__((noinline)) void validate_header(uint64_t magic) {
  check(magic == 0x600d, "the header has its magic number");
  put("valid\n");
}

void go_wrong(uint64_t work) {
  validate_header(work);
  put("read\n");
}
