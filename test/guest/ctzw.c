/* Zbb's ctzw looks at the low word alone: 32 when it is zero, whatever is above. */
#include "guest.h"

int main(void) {
  static const uint64_t values[] = {0, BIT(63), BIT(32), 0xffffffff00000000, 1, 0x80000000, 0xffffffff80000000, 0x123456700};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    uint64_t result;
    asm(".option push\n.option arch, +zbb\nctzw %0, %1\n.option pop" : "=r"(result) : "r"(values[i]));
    put_hex(values[i]);
    line(":", result);
  }
  return 0;
}
