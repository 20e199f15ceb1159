/* What the programs with floating point share, as there is no library. */
#pragma once
#include "guest.h"

/* A double, as its bits. */
static inline void line_real(const char *name, double value) {
  union { double value; uint64_t bits; } as = {value};
  line(name, as.bits);
}
