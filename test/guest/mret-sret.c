/* The stack of privilege modes and interrupt enables: what a trap pushes, what mret and sret pop. */
#include "guest.h"

#define SHOWN (MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE | MSTATUS_SPP | MSTATUS_SPIE | MSTATUS_SIE)

static void show(const char *name, uint64_t status) {
  put(name);
  put(" MPP ");
  put_char("US?M"[status >> 11 & 3]);
  put(" MPIE ");
  put_decimal(status >> 7 & 1);
  put(" MIE ");
  put_decimal(status >> 3 & 1);
  put(" SPP ");
  put_char("US"[status >> 8 & 1]);
  put(" SPIE ");
  put_decimal(status >> 5 & 1);
  put(" SIE ");
  put_decimal(status >> 1 & 1);
  put_char('\n');
}

/* sets the bits in a0 in mstatus, returns to M with mret or sret, and reads mstatus there: sret goes to S, where ecall ends it */
CODE(by_mret, "li t0, 0x19aa\n csrc mstatus, t0\n csrs mstatus, a0\n la t0, 1f\n csrw mepc, t0\n mret\n1: csrr a0, mstatus");
CODE(by_sret, "li t0, 0x19aa\n csrc mstatus, t0\n csrs mstatus, a0\n la t0, 1f\n csrw sepc, t0\n sret\n1: ebreak");
CODE(trap_here, "li t0, 0x19aa\n csrc mstatus, t0\n csrs mstatus, a0\n ebreak");

int main(void) {
  static const uint64_t before[] = {
    0, MSTATUS_MPIE, MSTATUS_MIE, MSTATUS_SPIE | MSTATUS_SPP, MSTATUS_SIE | MSTATUS_SPP, SHOWN,
  };
  csr_write(mie, 0);
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    line("with", before[i]);
    show("  trap from M:", run(MODE_M, trap_here, before[i]).status);
    show("  mret to M:  ", run(MODE_M, by_mret, before[i] | MSTATUS_MPP).value);
    show("  sret:       ", run(MODE_M, by_sret, before[i]).status);
  }
  return 0;
}
