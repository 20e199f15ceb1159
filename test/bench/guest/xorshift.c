/* Marsaglia's xorshift in registers: nothing but shifts, exclusive ors and a loop. */
#include "guest.h"

int main(void) {
  uint64_t state = 1, sum = 0;
  for (uint64_t round = 0; round < ROUNDS(1000, 1200000000); round++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    sum += state;
  }
  line("sum", sum);
  return 0;
}
