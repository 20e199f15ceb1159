/* Exceptions delegated with medeleg go to S-mode when they come from U or S, never when they come from M. */
#include "guest.h"

/* S-mode's handler: notes what it was told, and ends the run with an ecall from S. */
uint64_t seen[5];
asm(".pushsection .text\n.balign 4\n"
    "supervisor_trap:\n"
    " la t0, seen\n"
    " csrr t1, scause\n sd t1, 0(t0)\n"
    " csrr t1, sepc\n sd t1, 8(t0)\n"
    " csrr t1, stval\n sd t1, 16(t0)\n"
    " csrr t1, sstatus\n sd t1, 24(t0)\n"
    " li t1, 1\n sd t1, 32(t0)\n"
    " ecall\n"
    ".popsection");
extern void supervisor_trap(void);

CODE(illegal, ".4byte 0xffffffff");
CODE(break_here, "ebreak");
CODE(load_nothing, "li a0, 0x8000000\n ld a0, 0(a0)");
CODE(call_up, "nop\n ecall");

static void attempt(const char *name, enum mode mode, const void *code) {
  seen[4] = 0;
  csr_set(mstatus, MSTATUS_SIE); /* to see SPIE take it */
  struct trap trap = run(mode, code, 0);
  csr_clear(mstatus, MSTATUS_SIE);
  if (!seen[4]) {
    show_trap(name, trap, code);
    return;
  }
  check(trap.cause == ECALL_S, "S handler ends with ecall");
  put(name);
  put(": to S, scause ");
  put_decimal((int64_t)seen[0]);
  put(" at +");
  put_hex(seen[1] - (uint64_t)code);
  put(" stval ");
  put_hex(seen[2]);
  put(" SPP SPIE SIE ");
  put_decimal(seen[3] >> 8 & 1);
  put_decimal(seen[3] >> 5 & 1);
  put_decimal(seen[3] >> 1 & 1);
  put_char('\n');
}

static void all(void) {
  attempt("illegal from U", MODE_U, illegal);
  attempt("illegal from S", MODE_S, illegal);
  attempt("illegal from M", MODE_M, illegal);
  attempt("ebreak from U", MODE_U, break_here);
  attempt("load from U", MODE_U, load_nothing);
  attempt("load from S", MODE_S, load_nothing);
  attempt("ecall from U", MODE_U, call_up);
  attempt("ecall from S", MODE_S, call_up);
}

int main(void) {
  csr_write(stvec, (uint64_t)supervisor_trap);
  csr_write(medeleg, 0);
  put("nothing delegated\n");
  all();
  csr_write(medeleg, BIT(ILLEGAL) | BIT(LOAD_ACCESS) | BIT(ECALL_U) | BIT(BREAKPOINT));
  put("illegal, ebreak, load access, ecall from U delegated\n");
  all();
  return 0;
}
