/* Comes to an instruction that there is not, where the compiler saw no way to. */
#include "bug.h"

static __attribute__((noinline)) uint64_t unreachable_case(uint64_t kind) {
  if (kind > 3) asm volatile(".word 0");
  return kind * 7;
}

void go_wrong(uint64_t work) {
  line("kind", unreachable_case(work + 4));
}
