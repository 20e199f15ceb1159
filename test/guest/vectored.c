/* Vectored mode: interrupts enter at base + 4 * cause, exceptions at the base; direct mode sends all to the base. */
#include "guest.h"

uint64_t entered[2]; /* the vector taken; t1 while the handler runs */
asm(".pushsection .text\n.balign 256\n"
    "vectors:\n"
    ".option push\n.option norvc\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
    " j vector_\\n\n"
    ".endr\n"
    ".option pop\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
    "vector_\\n:\n"
    " csrw sscratch, t0\n"
    " li t0, \\n\n"
    " j vector_common\n"
    ".endr\n"
    "vector_common:\n"
    " csrw mscratch, t0\n"
    " la t0, entered\n"
    " sd t1, 8(t0)\n"
    " csrr t1, mscratch\n"
    " sd t1, 0(t0)\n"
    " csrw mie, zero\n"
    " csrr t1, mcause\n"
    " bltz t1, 1f\n"
    " csrr t1, mepc\n"
    " addi t1, t1, 4\n"
    " csrw mepc, t1\n"
    "1: ld t1, 8(t0)\n"
    " csrr t0, sscratch\n"
    " mret\n"
    ".popsection");
extern char vectors[];

static uint64_t interrupt(unsigned number) {
  entered[0] = 99;
  csr_write(mip, 0);
  csr_write(mie, BIT(number));
  csr_set(mip, BIT(number));
  csr_set(mstatus, MSTATUS_MIE);
  asm volatile("nop\n nop");
  csr_clear(mstatus, MSTATUS_MIE);
  csr_write(mip, 0);
  return entered[0];
}

static uint64_t exception(void) {
  entered[0] = 99;
  asm volatile(".4byte 0xffffffff" : : : "memory");
  return entered[0];
}

int main(void) {
  uint64_t stack = csr_read(mscratch);
  for (int mode = 1; mode >= 0; mode--) {
    csr_write(mtvec, (uint64_t)vectors | (unsigned)mode);
    line("mtvec mode", csr_read(mtvec) & 3);
    line("exception", exception());
    line("SSI", interrupt(SSI));
    line("STI", interrupt(STI));
    line("SEI", interrupt(SEI));
  }
  csr_write(mscratch, stack);
  return 0;
}
