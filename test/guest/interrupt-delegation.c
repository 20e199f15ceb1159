/* Interrupts delegated with mideleg wait while M runs, and are taken by S: in S when SIE is set, in U always. */
#include "guest.h"

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (!(cause & INTERRUPT)) return false;
  put(" ");
  put_decimal((int64_t)(cause & 63));
  csr_clear(mie, BIT(cause & 63));
  return true;
}

static void show(const char *name) {
  put(name);
  csr_set(mstatus, MSTATUS_MIE);
  asm volatile("nop\n nop");
  csr_clear(mstatus, MSTATUS_MIE);
  put_char('\n');
}

uint64_t order[8];
asm(".pushsection .text\n.balign 4\n"
    "supervisor_trap:\n"
    " csrr t0, scause\n"
    " slli t1, t0, 1\n srli t1, t1, 1\n"
    " la t2, order\n ld t3, 0(t2)\n addi t3, t3, 1\n sd t3, 0(t2)\n"
    " slli t3, t3, 3\n add t2, t2, t3\n sd t1, 0(t2)\n"
    " li t2, 1\n sll t2, t2, t1\n csrc sie, t2\n"
    " sret\n"
    ".popsection");
extern void supervisor_trap(void);
CODE(enable_in_s, "csrsi sstatus, 2\n nop\n nop\n csrci sstatus, 2");
CODE(nothing, "nop\n nop");

static void show_supervisor(const char *name, enum mode mode, const void *code) {
  order[0] = 0;
  struct trap trap = run(mode, code, 0);
  check(trap.cause == NO_TRAP, "returns");
  put(name);
  for (uint64_t i = 1; i <= order[0]; i++) {
    put_char(' ');
    put_decimal((int64_t)order[i]);
  }
  put_char('\n');
}

int main(void) {
  on_trap = handler;
  MSIP(0) = 1;
  csr_write(mideleg, 0);
  csr_write(mip, BIT(SSI));
  csr_write(mie, BIT(SSI));
  show("SSI, not delegated:");

  csr_write(mideleg, BIT(SSI) | BIT(STI) | BIT(SEI));
  line("mideleg", csr_read(mideleg));
  csr_write(mip, BIT(SSI) | BIT(STI) | BIT(SEI));
  line("mip", csr_read(mip) & ~BIT(MTI)); /* what mtimecmp is at reset is open */
  csr_write(mie, BIT(SSI) | BIT(STI) | BIT(SEI) | BIT(MSI));
  show("delegated, in M:");

  csr_write(stvec, (uint64_t)supervisor_trap);
  for (int number = SSI; number <= SEI; number += 4) {
    csr_write(mie, BIT(number));
    show_supervisor("in S, SIE off:", MODE_S, nothing);
    show_supervisor("in S:", MODE_S, enable_in_s);
    csr_write(mie, BIT(number));
    show_supervisor("in U:", MODE_U, nothing);
  }
  line("sip", csr_read(sip));
  csr_write(sip, 0);
  line("sip, zeros written", csr_read(sip));
  csr_write(sie, BIT(SSI) | BIT(MSI) | BIT(SEI));
  line("sie", csr_read(sie));
  csr_write(mideleg, 0);
  line("sip, nothing delegated", csr_read(sip));
  line("sie, nothing delegated", csr_read(sie));
  return 0;
}
