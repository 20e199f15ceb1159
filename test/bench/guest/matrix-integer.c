/* Product of matrices of 64-bit integers: loads with a stride, multiplication, addition. */
#include "guest.h"

#define N 32
static uint64_t a[N][N], b[N][N], c[N][N];

int main(void) {
  uint64_t seed = 3;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = next_random(&seed);
      b[i][j] = next_random(&seed);
    }
  for (int round = 0; round < ROUNDS(1, 20000); round++)
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        uint64_t sum = c[i][j];
        for (int n = 0; n < N; n++) sum += a[i][n] * b[n][j];
        c[i][j] = sum;
      }
  line("crc32", crc32(c, sizeof c));
  return 0;
}
