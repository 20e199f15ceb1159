/* Reads and writes all over 32 MiB: nearly each in another page than the one before, which is a TLB miss in most processors and emulators. */
#include "guest.h"

#define WORDS (1 << 22)
static uint64_t words[WORDS];

int main(void) {
  uint64_t seed = 13, sum = 0;
  for (size_t i = 0; i < WORDS; i += 512) words[i] = i;
  for (int round = 0; round < ROUNDS(1, 600); round++)
    for (int i = 0; i < 10000; i++) {
      uint64_t *word = &words[next_random(&seed) >> 42];
      sum += *word;
      *word = sum ^ seed;
    }
  line("sum", sum);
  return 0;
}
