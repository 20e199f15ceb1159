/* LR, SC and every AMO in both widths: results, sign extension, memory after, when SC fails. */
#include "guest.h"

static uint64_t cell[2] __attribute__((aligned(16)));

#define AMO(name, type, before, operand)                                                                     \
  do {                                                                                                       \
    uint64_t result;                                                                                         \
    cell[0] = (before);                                                                                      \
    asm volatile(#name " %0, %2, (%1)" : "=&r"(result) : "r"(cell), "r"((uint64_t)(operand)) : "memory");     \
    put(#name " ");                                                                                          \
    put_hex(result);                                                                                         \
    line("", cell[0]);                                                                                       \
  } while (0)

#define EVERY(op)                                                         \
  AMO(op.w, int32_t, 0x1111111180000000, 0x5555555500000001);             \
  AMO(op.w, int32_t, 0x111111117fffffff, 0xffffffffffffffff);             \
  AMO(op.d, int64_t, 0x8000000000000000, 0x7fffffffffffffff);             \
  AMO(op.d, int64_t, 0x0123456789abcdef, 0xfedcba9876543210)

static uint64_t store_conditional(uint64_t *to) {
  uint64_t failed;
  asm volatile("sc.d %0, %2, (%1)" : "=&r"(failed) : "r"(to), "r"(42ul) : "memory");
  return failed;
}
static uint64_t load_reserved(const uint64_t *from) {
  uint64_t value;
  asm volatile("lr.d %0, (%1)" : "=r"(value) : "r"(from) : "memory");
  return value;
}

int main(void) {
  EVERY(amoswap);
  EVERY(amoadd);
  EVERY(amoxor);
  EVERY(amoand);
  EVERY(amoor);
  EVERY(amomin);
  EVERY(amomax);
  EVERY(amominu);
  EVERY(amomaxu);

  cell[0] = 0xffffffff80000001;
  uint64_t word;
  asm volatile("lr.w %0, (%1)" : "=r"(word) : "r"(cell) : "memory");
  line("lr.w extends the sign", word);
  asm volatile("sc.w %0, %2, (%1)" : "=&r"(word) : "r"(cell), "r"(0x1234567812345678) : "memory");
  line("sc.w", word);
  line("memory", cell[0]);

  line("lr.d", load_reserved(cell));
  line("sc.d", store_conditional(cell));
  line("memory", cell[0]);
  line("sc.d without lr.d", store_conditional(cell));
  load_reserved(cell);
  line("sc.d elsewhere", store_conditional(cell + 1));
  line("memory", cell[1]);
  load_reserved(cell);
  store_conditional(cell + 1);
  line("a failed sc.d ends the reservation", store_conditional(cell));
  return 0;
}
