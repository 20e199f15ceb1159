/* Iterations of z * z + c for the points of a grid until they leave: products in registers, one comparison a turn. */
#include "real.h"

#define SIDE 64
#define MOST 100

static int iterations(double cx, double cy) {
  double x = 0, y = 0;
  int n = 0;
  for (; n < MOST && x * x + y * y <= 4; n++) {
    double next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
  }
  return n;
}

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(1, 300); round++)
    for (int i = 0; i < SIDE; i++)
      for (int j = 0; j < SIDE; j++) sum = sum * 3 + (uint64_t)iterations(j * (2.5 / SIDE) - 2, i * (2.0 / SIDE) - 1 + round * 1e-9);
  line("sum", sum);
  return 0;
}
