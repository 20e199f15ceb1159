/* Takeuchi's function: calls three deep with four arguments, and next to nothing between them. */
#include "guest.h"

__attribute__((noinline, optimize("no-optimize-sibling-calls"))) static int64_t tak(int64_t x, int64_t y, int64_t z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(1, 24000); round++) sum = sum * 31 + (uint64_t)tak(12 + (round & 1), 8, 4);
  line("tak", sum);
  return 0;
}
