/* M extension: products and quotients of every width, and the two special cases (division by zero, overflow). */
#include "guest.h"

static const uint64_t values[] = {
  0, 1, 2, 3, 7, -1ul, -2ul, -7ul, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, BIT(63), BIT(63) - 1,
  0xffffffff80000000, 0x123456789abcdef0, 0xfedcba9876543210,
};
#define COUNT (sizeof values / sizeof *values)

#define OPERATION(name)                                                                     \
  do {                                                                                      \
    uint64_t digest = 0;                                                                    \
    for (size_t i = 0; i < COUNT; i++)                                                      \
      for (size_t j = 0; j < COUNT; j++) {                                                  \
        uint64_t result;                                                                    \
        asm volatile(#name " %0, %1, %2" : "=r"(result) : "r"(values[i]), "r"(values[j]));  \
        digest = (digest << 7 | digest >> 57) ^ result;                                     \
      }                                                                                     \
    line(#name, digest);                                                                    \
  } while (0)

int main(void) {
  OPERATION(mul);
  OPERATION(mulh);
  OPERATION(mulhsu);
  OPERATION(mulhu);
  OPERATION(mulw);
  OPERATION(div);
  OPERATION(divu);
  OPERATION(rem);
  OPERATION(remu);
  OPERATION(divw);
  OPERATION(divuw);
  OPERATION(remw);
  OPERATION(remuw);
  return 0;
}
