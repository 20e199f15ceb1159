/* Operands for the floating-point programs, and digests of results with their flags. */
#pragma once
#include "guest.h"

static const uint64_t doubles[] = {
  0x0000000000000000, 0x8000000000000000, 0x3ff0000000000000, 0xbff0000000000000, 0x4000000000000000, 0x3fe0000000000000,
  0x3ff0000000000001, 0x3fefffffffffffff, 0x400921fb54442d18, 0xc005bf0a8b145769, 0x0000000000000001, 0x8000000000000001,
  0x000fffffffffffff, 0x0010000000000000, 0x0010000000000001, 0x7fefffffffffffff, 0xffefffffffffffff, 0x7ff0000000000000,
  0xfff0000000000000, 0x7ff8000000000000, 0x7ff0000000000001, 0xfff8000000000123, 0x41dfffffffc00000, 0x41e0000000000000,
  0xc1e0000000200000, 0x43dfffffffffffff, 0x43e0000000000000, 0xc3e0000000000000, 0x43f0000000000000, 0x3ca0000000000000,
  0x36a0000000000000, 0x47efffffe0000000, 0x47effffff0000000, 0x3810000000000000, 0x380fffffffffffff, 0x4330000000000001,
};
/* the last ones are not NaN-boxed: a single-precision operation takes them for NaN */
static const uint64_t singles[] = {
#define BOXED(bits) (0xffffffff00000000 | (bits))
  BOXED(0x00000000), BOXED(0x80000000), BOXED(0x3f800000), BOXED(0xbf800000), BOXED(0x40000000), BOXED(0x3f000000),
  BOXED(0x3f800001), BOXED(0x3f7fffff), BOXED(0x40490fdb), BOXED(0xc02df854), BOXED(0x00000001), BOXED(0x80000001),
  BOXED(0x007fffff), BOXED(0x00800000), BOXED(0x00800001), BOXED(0x7f7fffff), BOXED(0xff7fffff), BOXED(0x7f800000),
  BOXED(0xff800000), BOXED(0x7fc00000), BOXED(0x7f800001), BOXED(0xffc00123), BOXED(0x4effffff), BOXED(0x4f000000),
  BOXED(0xcf000000), BOXED(0x5effffff), BOXED(0x5f000000), BOXED(0xdf000000), BOXED(0x5f800000), BOXED(0x33800000),
  BOXED(0x00400000), BOXED(0x4b000001), 0x000000003f800000, 0xfffffffe3f800000,
};
static const uint64_t integers[] = {
  0, 1, -1ul, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xffffffff80000000, BIT(63), BIT(63) - 1, -2ul, 0x01000001,
  0x0020000000000001, 0x7ffffffffffffc00, 0xfffffffffffffbff, 0x123456789abcdef0, 0x1000001, 0x3ffffff,
};
#define COUNT(table) (sizeof table / sizeof *table)

static inline uint64_t mix(uint64_t digest, uint64_t value) {
  return (digest << 11 | digest >> 53) * 0x9e3779b97f4a7c15 + value;
}

/* What every fragment runs on: fa0, fa1, fa2 and a0 hold the operands, a0 or fa0 gets the result. */
#define TEXT(instruction, result) "csrw fflags, zero\n" instruction "\n" result "csrr t0, fflags\n"

/* One digest for each rounding mode in frm, over results and flags, for all pairs of operands (or triples, with a third that
   follows from the pair). `result` is "fmv.x.d a0, fa0\n" where fa0 is the destination, "" where a0 is. */
#define FLOAT_OPERATION(name, instruction, result, table)                                                           \
  do {                                                                                                              \
    put(name);                                                                                                      \
    for (uint64_t mode = 0; mode < 5; mode++) {                                                                     \
      uint64_t digest = mode;                                                                                       \
      csr_write(frm, mode);                                                                                         \
      for (size_t i = 0; i < COUNT(table); i++)                                                                     \
        for (size_t j = 0; j < COUNT(table); j++) {                                                                 \
          register uint64_t a0 asm("a0") = table[i];                                                                \
          uint64_t flags;                                                                                           \
          asm volatile("fmv.d.x fa0, %0\n fmv.d.x fa1, %2\n fmv.d.x fa2, %3\n" TEXT(instruction, result) "mv %1, t0" \
                       : "+r"(a0), "=r"(flags)                                                                      \
                       : "r"(table[j]), "r"(table[(i * 7 + j * 3 + 8) % COUNT(table)])                              \
                       : "t0", "fa0", "fa1", "fa2");                                                                \
          digest = mix(digest, a0 ^ flags << 59);                                                                   \
        }                                                                                                           \
      csr_write(frm, 0);                                                                                            \
      put_char(' ');                                                                                                \
      put_hex(digest);                                                                                              \
    }                                                                                                               \
    put_char('\n');                                                                                                 \
  } while (0)

#define TO_FLOAT(instruction, table) FLOAT_OPERATION(instruction, instruction, "fmv.x.d a0, fa0\n", table)
#define TO_INTEGER(instruction, table) FLOAT_OPERATION(instruction, instruction, "", table)
