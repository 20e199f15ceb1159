/* Fast Fourier transform of 1024 complex numbers, in place, forth and back: butterflies with growing strides. */
#include "real.h"

#define LOG 10
#define COUNT (1 << LOG)
struct complex { double re, im; };
static struct complex data[COUNT], roots[COUNT / 2];

/* The roots of unity, from the halves of a circle: each square root halves the angle, each product adds one. */
static void make_roots(void) {
  struct complex half[LOG]; /* half[k] = exp(-i pi / 2^k) */
  half[0] = (struct complex){-1, 0};
  half[1] = (struct complex){0, -1};
  for (int k = 2; k < LOG; k++) half[k] = (struct complex){__builtin_sqrt((1 + half[k - 1].re) / 2), -__builtin_sqrt((1 - half[k - 1].re) / 2)};
  for (int i = 0; i < COUNT / 2; i++) {
    struct complex root = {1, 0};
    for (int bit = 0; bit < LOG - 1; bit++)
      if (i >> bit & 1) {
        struct complex h = half[LOG - 1 - bit];
        root = (struct complex){root.re * h.re - root.im * h.im, root.re * h.im + root.im * h.re};
      }
    roots[i] = root;
  }
}

static void transform(double direction) {
  for (unsigned i = 0, j = 0; i < COUNT; i++) { /* j is i with its bits reversed */
    if (i < j) {
      struct complex swapped = data[i];
      data[i] = data[j];
      data[j] = swapped;
    }
    unsigned bit = COUNT >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
  }
  for (int half = 1; half < COUNT; half <<= 1)
    for (int start = 0; start < COUNT; start += 2 * half)
      for (int k = 0; k < half; k++) {
        struct complex *a = &data[start + k], *b = a + half, root = roots[k * (COUNT / 2 / half)];
        double im = root.im * direction;
        double re2 = b->re * root.re - b->im * im, im2 = b->re * im + b->im * root.re;
        *b = (struct complex){a->re - re2, a->im - im2};
        *a = (struct complex){a->re + re2, a->im + im2};
      }
}

int main(void) {
  uint64_t seed = 19;
  make_roots();
  for (int i = 0; i < COUNT; i++) data[i].re = (double)(next_random(&seed) >> 40);
  for (int round = 0; round < ROUNDS(1, 2000); round++) {
    transform(1);
    if (round == 0) line_real("first", data[1].re);
    transform(-1);
    for (int i = 0; i < COUNT; i++) data[i] = (struct complex){data[i].re / COUNT, data[i].im / COUNT};
  }
  line("crc32", crc32(data, sizeof data));
  return 0;
}
