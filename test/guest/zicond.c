/* Zicond: czero.eqz and czero.nez. */
#include "guest.h"

int main(void) {
  static const uint64_t values[] = {0, 1, -1ul, BIT(63), 0x100000000};
  for (size_t i = 0; i < 5; i++)
    for (size_t j = 0; j < 5; j++) {
      uint64_t equal, unequal;
      asm(".insn r OP, 5, 7, %0, %1, %2" : "=r"(equal) : "r"(values[i]), "r"(values[j]));
      asm(".insn r OP, 7, 7, %0, %1, %2" : "=r"(unequal) : "r"(values[i]), "r"(values[j]));
      check(equal == (values[j] == 0 ? 0 : values[i]), "czero.eqz");
      check(unequal == (values[j] != 0 ? 0 : values[i]), "czero.nez");
    }
  put("passed\n");
  return 0;
}
