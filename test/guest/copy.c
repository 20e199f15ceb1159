/* Copies by bytes, halfwords, words and doublewords, forwards and backwards: loads and stores of every size. */
#include "guest.h"

#define BYTES 4096
static uint8_t from[BYTES] __attribute__((aligned(8))), to[BYTES] __attribute__((aligned(8)));

#define COPY(type)                                                                     \
  do {                                                                                 \
    const volatile type *f = (const volatile type *)from;                              \
    volatile type *t = (volatile type *)to;                                            \
    memset(to, 0, BYTES);                                                              \
    for (int round = 0; round < ROUNDS(1, 120000); round++) {                           \
      for (size_t i = 0; i < BYTES / sizeof(type) / 2; i++) t[i] = f[i];               \
      for (size_t i = BYTES / sizeof(type); i-- > BYTES / sizeof(type) / 2;) t[i] = f[i]; \
    }                                                                                  \
    check(memcmp(from, to, BYTES) == 0, #type);                                        \
    line(#type, crc32(to, 64));                                                        \
  } while (0)

int main(void) {
  uint64_t seed = 7;
  for (size_t i = 0; i < BYTES; i++) from[i] = (uint8_t)next_random(&seed);
  COPY(uint8_t);
  COPY(uint16_t);
  COPY(uint32_t);
  COPY(uint64_t);
  return 0;
}
