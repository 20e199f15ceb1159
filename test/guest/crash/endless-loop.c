/* Waits for a flag that nobody will set, busily; what it calls in the loop returns each time. */
#include "bug.h"

static volatile uint32_t ready;

static __attribute__((noinline)) bool is_ready(uint64_t rounds) {
  uint64_t state = rounds | 1;
  for (uint64_t i = 0; i < rounds % 64; i++) next_random(&state);
  return ready != 0 && state != 0;
}

static __attribute__((noinline)) void wait_for_device(uint64_t work) {
  for (uint64_t rounds = work; !is_ready(rounds); rounds++) {}
}

void go_wrong(uint64_t work) {
  put("starting\n");
  wait_for_device(work);
  put("started\n");
}
