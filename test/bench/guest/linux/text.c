/* Prints text to be compressed: words of a small vocabulary in random order, in lines. */
#include "guest.h"
#include "linux/system-calls.h"

#define WORDS 512
#define LONGEST 9

int main(void) {
  static char words[WORDS][LONGEST], text[4096];
  uint64_t seed = 23;
  for (int i = 0; i < WORDS; i++)
    for (uint64_t length = 2 + next_random(&seed) % (LONGEST - 2), j = 0; j < length; j++) words[i][j] = (char)('a' + next_random(&seed) % 26);
  for (int round = 0; round < ROUNDS(8, 2048); round++) {
    for (size_t i = 0; i < sizeof text;) {
      const char *word = words[next_random(&seed) % WORDS];
      while (*word && i < sizeof text) text[i++] = *word++;
      if (i < sizeof text) text[i++] = next_random(&seed) % 12 ? ' ' : '\n';
    }
    check(write(1, text, sizeof text) == sizeof text, "write");
  }
  return 0;
}
