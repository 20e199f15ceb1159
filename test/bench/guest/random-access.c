/* Reads and writes all over 32 MiB (256 KiB in the short version): nearly each in another page than the one before, which is a TLB miss in most processors and emulators. */
#include "guest.h"

#define LOG_WORDS ROUNDS(15, 22)
#define WORDS (1 << LOG_WORDS)
static uint64_t words[WORDS];

int main(void) {
  uint64_t seed = 13, sum = 0;
  for (size_t i = 0; i < WORDS; i += 512) words[i] = i;
  for (int round = 0; round < ROUNDS(1, 600); round++)
    for (int i = 0; i < 10000; i++) {
      uint64_t *word = &words[next_random(&seed) >> (64 - LOG_WORDS)];
      sum += *word;
      *word = sum ^ seed;
    }
  line("sum", sum);
  return 0;
}
