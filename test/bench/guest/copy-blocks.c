/* Blocks of 64 KiB copied within 8 MiB (half a MiB in the short version), 64 bytes a turn, as a C library's memcpy does it. */
#include "guest.h"

#define BLOCK (64 << 10)
#define BLOCKS ROUNDS(8, 128)
static uint64_t blocks[BLOCKS][BLOCK / 8];

__attribute__((noinline)) static void copy(uint64_t *restrict to, const uint64_t *restrict from) {
  for (size_t i = 0; i < BLOCK / 8; i += 8) {
    uint64_t a = from[i], b = from[i + 1], c = from[i + 2], d = from[i + 3], e = from[i + 4], f = from[i + 5], g = from[i + 6], h = from[i + 7];
    to[i] = a;
    to[i + 1] = b;
    to[i + 2] = c;
    to[i + 3] = d;
    to[i + 4] = e;
    to[i + 5] = f;
    to[i + 6] = g;
    to[i + 7] = h;
  }
}

int main(void) {
  uint64_t seed = 17;
  for (size_t i = 0; i < BLOCKS; i++)
    for (size_t j = 0; j < BLOCK / 8; j += 64) blocks[i][j] = next_random(&seed);
  for (int round = 0; round < ROUNDS(1, 120000); round++) copy(blocks[(round * 37 + 11) % BLOCKS], blocks[round % BLOCKS]);
  uint64_t sum = 0;
  for (size_t i = 0; i < BLOCKS; i++) sum = sum * 31 + crc32(blocks[i], 1024);
  line("sum", sum);
  return 0;
}
