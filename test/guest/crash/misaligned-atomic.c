/* An atomic operation across the alignment of its word. */
#include "bug.h"

static struct __attribute__((packed)) { uint8_t kind; uint32_t count; } counter;

static __attribute__((noinline)) void count_up(volatile uint32_t *count) {
  asm volatile("amoadd.w zero, %0, (%1)" : : "r"(1), "r"(count) : "memory");
}

void go_wrong(uint64_t work) {
  counter.kind = (uint8_t)work;
  count_up((volatile uint32_t *)((uint64_t)&counter + 1));
  put("counted\n");
}
