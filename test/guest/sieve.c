/* Primes below a bound, by Eratosthenes: byte stores with a stride, and a count. */
#include "guest.h"

#define BOUND 10000
static uint8_t composite[BOUND];

int main(void) {
  uint64_t count = 0, sum = 0;
  for (int round = 0; round < ROUNDS(2, 24000); round++) {
    memset(composite, 0, sizeof composite);
    for (unsigned n = 2; n < BOUND; n++) {
      if (composite[n]) continue;
      count++;
      sum += n;
      for (unsigned multiple = n * n; n < 100 && multiple < BOUND; multiple += n) composite[multiple] = 1;
    }
  }
  line("count", count);
  line("sum", sum);
  return 0;
}
