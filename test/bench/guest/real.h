/* What the programs with floating point share, as there is no library. */
#pragma once
#include "guest.h"

/* One instruction: `__builtin_sqrt` would call for negative numbers, which set errno. */
static inline double square_root(double x) {
  double root;
  __asm__("fsqrt.d %0, %1" : "=f"(root) : "f"(x));
  return root;
}

/* A double, as its bits. */
static inline void line_real(const char *name, double value) {
  union { double value; uint64_t bits; } as = {value};
  line(name, as.bits);
}
