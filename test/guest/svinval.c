/* Svinval: sinval.vma between its two fences does what sfence.vma does; TVM traps it. */
#include "paging.h"

#define AT 0x10000000ul
static uint64_t pages[2][512] __attribute__((aligned(4096)));

CODE(sinval, ".4byte 0x16000073");
CODE(write_inval, ".4byte 0x18000073");
CODE(inval_ir, ".4byte 0x18100073");

int main(void) {
  pages[0][0] = 1;
  pages[1][0] = 2;
  struct space space = new_space(3);
  uint64_t *pte = map(space, AT, (uint64_t)pages[0], 0, PTE_R | PTE_AD);
  activate(space);
  line("before", run(MODE_S, load_there, AT).value);
  *pte = (uint64_t)pages[1] >> 12 << 10 | PTE_R | PTE_AD | PTE_V;
  run(MODE_M, write_inval, 0);
  asm volatile(".insn r SYSTEM, 0, 0x0b, x0, %0, x0" : : "r"(AT) : "memory");
  run(MODE_M, inval_ir, 0);
  line("after", run(MODE_S, load_there, AT).value);

  csr_write(satp, 0);
  static const struct { const char *name; const void *code; } operations[] = {
    {" sinval.vma", sinval}, {" sfence.w.inval", write_inval}, {" sfence.inval.ir", inval_ir},
  };
  for (int round = 0; round < 2; round++) {
    put(round == 0 ? "S" : "S with TVM");
    if (round == 1) csr_set(mstatus, MSTATUS_TVM);
    for (int i = 0; i < 3; i++) {
      put(operations[i].name);
      struct trap trap = run(MODE_S, operations[i].code, 0);
      put(trap.cause == NO_TRAP ? " passes" : trap.cause == ILLEGAL ? " illegal" : " ?");
    }
    put_char('\n');
  }
  return 0;
}
