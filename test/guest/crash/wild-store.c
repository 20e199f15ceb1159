/* Writes to where no memory is. */
#include "bug.h"

static __attribute__((noinline)) void clear_buffer(volatile uint64_t *buffer, uint64_t words) {
  for (uint64_t i = 0; i < words; i++) buffer[i] = 0;
}

void go_wrong(uint64_t work) {
  clear_buffer((volatile uint64_t *)NOTHING, 16 + work);
  put("cleared\n");
}
