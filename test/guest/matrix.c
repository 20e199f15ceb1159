/* Matrix product in double, and its trace as bits: floating-point loads, multiplication, addition. */
#include "guest.h"

#define N 16
static double a[N][N], b[N][N], c[N][N];

int main(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (i + 1) / (double)(j + 2);
      b[i][j] = (i - j) * 0.125 + 1.0 / (1 + i + j);
    }
  for (int round = 0; round < ROUNDS(2, 40000); round++)
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        double sum = c[i][j] * 0.5;
        for (int n = 0; n < N; n++) sum += a[i][n] * b[n][j];
        c[i][j] = sum;
      }
  union { double value; uint64_t bits; } trace = {0};
  for (int i = 0; i < N; i++) trace.value += c[i][i];
  line("trace", trace.bits);
  line("crc32", crc32(c, sizeof c));
  return 0;
}
