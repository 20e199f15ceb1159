/* Zicboz clears a block of 64 bytes, Zicbom changes nothing the program can see; menvcfg and senvcfg say who may. */
#include "guest.h"

static uint8_t memory[256] __attribute__((aligned(64)));

/* cbo.* of the block of a0: MISC-MEM, funct3 2, immediate 0 inval, 1 clean, 2 flush, 4 zero */
CODE(cbo_inval, ".insn i MISC_MEM, 2, x0, a0, 0");
CODE(cbo_clean, ".insn i MISC_MEM, 2, x0, a0, 1");
CODE(cbo_flush, ".insn i MISC_MEM, 2, x0, a0, 2");
CODE(cbo_zero, ".insn i MISC_MEM, 2, x0, a0, 4");

#define SENVCFG 0x10a
#define CBIE (3ul << 4)
#define CBCFE (1ul << 6)
#define CBZE (1ul << 7)

static void all(enum mode mode) {
  static const struct { const char *name; const void *code; } operations[] = {
    {" inval", cbo_inval}, {" clean", cbo_clean}, {" flush", cbo_flush}, {" zero", cbo_zero},
  };
  put_char("US?M"[mode]);
  for (int i = 0; i < 4; i++) {
    put(operations[i].name);
    struct trap trap = run(mode, operations[i].code, (uint64_t)memory);
    if (trap.cause == NO_TRAP) {
      put(" passes");
    } else {
      put_char(' ');
      put_decimal((int64_t)trap.cause);
    }
  }
  put_char('\n');
}

int main(void) {
  for (int i = 0; i < 256; i++) memory[i] = (uint8_t)(i + 1);
  run(MODE_M, cbo_clean, (uint64_t)memory + 70);
  run(MODE_M, cbo_flush, (uint64_t)memory + 70);
  line("as it was", crc32(memory, 256));
  run(MODE_M, cbo_zero, (uint64_t)memory + 70);
  int zeros = 0;
  for (int i = 0; i < 256; i++) zeros += memory[i] == 0;
  line("zeros", (uint64_t)zeros - 1); /* one byte was zero before */
  line("before the block", memory[63]);
  line("in the block", memory[64]);
  line("after the block", memory[128]);
  struct trap trap = run(MODE_M, cbo_zero, NOTHING);
  line("no memory: cause", trap.cause);
  line("no memory: value", trap.value);

  csr_write(MENVCFG, 0);
  csr_write(SENVCFG, 0);
  put("nothing allowed\n");
  all(MODE_M);
  all(MODE_S);
  all(MODE_U);
  csr_write(MENVCFG, CBIE | CBCFE | CBZE);
  put("allowed to S\n");
  all(MODE_S);
  all(MODE_U);
  csr_write(SENVCFG, CBIE | CBCFE | CBZE);
  put("allowed to S and U\n");
  all(MODE_S);
  all(MODE_U);
  return 0;
}
