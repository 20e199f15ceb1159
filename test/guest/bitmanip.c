/* Zba, Zbb, Zbc and Zbs: every instruction (but ctzw, a program of its own) over a table of operands, as a digest and two results. */
#include "guest.h"

static const uint64_t values[] = {
  0, 1, 2, 31, 32, 63, 64, -1ul, 0x80000000, 0x7fffffff, 0xffffffff, BIT(63), BIT(63) - 1, 0x0123456789abcdef,
  0xfedcba9876543210, 0x00ff00ff00ff00ff, 0x8000000180000001, 0x0000800000008000,
};
#define COUNT (sizeof values / sizeof *values)

static void show(const char *name, uint64_t digest, uint64_t first, uint64_t second) {
  put(name);
  put_char(' ');
  put_hex(first);
  put_char(' ');
  put_hex(second);
  line("", digest);
}

#define BINARY(name)                                                                                 \
  do {                                                                                               \
    uint64_t digest = 0, sample[2] = {0};                                                            \
    for (size_t i = 0; i < COUNT; i++)                                                               \
      for (size_t j = 0; j < COUNT; j++) {                                                           \
        uint64_t result;                                                                             \
        asm(".option push\n.option arch, +zba, +zbb, +zbc, +zbs\n" name " %0, %1, %2\n.option pop"   \
            : "=r"(result) : "r"(values[i]), "r"(values[j]));                                        \
        digest = (digest << 9 | digest >> 55) ^ result;                                              \
        if (i == 13 && j == 14) sample[0] = result;                                                  \
        if (i == 16 && j == 3) sample[1] = result;                                                   \
      }                                                                                              \
    show(name, digest, sample[0], sample[1]);                                                        \
  } while (0)

#define UNARY(name)                                                                                  \
  do {                                                                                               \
    uint64_t digest = 0, sample[2] = {0};                                                            \
    for (size_t i = 0; i < COUNT; i++) {                                                             \
      uint64_t result;                                                                               \
      asm(".option push\n.option arch, +zba, +zbb, +zbc, +zbs\n" name "\n.option pop"                \
          : "=r"(result) : "r"(values[i]));                                                          \
      digest = (digest << 9 | digest >> 55) ^ result;                                                \
      if (i == 13) sample[0] = result;                                                               \
      if (i == 16) sample[1] = result;                                                               \
    }                                                                                                \
    show(name, digest, sample[0], sample[1]);                                                        \
  } while (0)

int main(void) {
  BINARY("sh1add");
  BINARY("sh2add");
  BINARY("sh3add");
  BINARY("add.uw");
  BINARY("sh1add.uw");
  BINARY("sh2add.uw");
  BINARY("sh3add.uw");
  UNARY("slli.uw %0, %1, 0");
  UNARY("slli.uw %0, %1, 35");

  BINARY("andn");
  BINARY("orn");
  BINARY("xnor");
  BINARY("max");
  BINARY("maxu");
  BINARY("min");
  BINARY("minu");
  BINARY("rol");
  BINARY("ror");
  BINARY("rolw");
  BINARY("rorw");
  UNARY("rori %0, %1, 13");
  UNARY("rori %0, %1, 63");
  UNARY("roriw %0, %1, 13");
  UNARY("clz %0, %1");
  UNARY("ctz %0, %1");
  UNARY("cpop %0, %1");
  UNARY("clzw %0, %1");
  UNARY("cpopw %0, %1");
  UNARY("sext.b %0, %1");
  UNARY("sext.h %0, %1");
  UNARY("zext.h %0, %1");
  UNARY("orc.b %0, %1");
  UNARY("rev8 %0, %1");

  BINARY("clmul");
  BINARY("clmulh");
  BINARY("clmulr");

  BINARY("bclr");
  BINARY("bext");
  BINARY("binv");
  BINARY("bset");
  UNARY("bclri %0, %1, 63");
  UNARY("bexti %0, %1, 31");
  UNARY("binvi %0, %1, 0");
  UNARY("bseti %0, %1, 33");
  return 0;
}
