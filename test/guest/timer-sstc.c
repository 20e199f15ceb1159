/* Sstc: stimecmp raises STIP while menvcfg.STCE is set; access from S needs STCE and mcounteren.TM. */
#include "guest.h"

#define STCE BIT(63)
#define TM BIT(1)

CODE(read_stimecmp, "csrr a0, 0x14d");
CODE(read_time, "csrr a0, time\n li a0, 0");

static volatile uint64_t taken, cause_taken;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  if (!(cause & INTERRUPT)) return false;
  taken++;
  cause_taken = cause;
  csr_write(STIMECMP, -1ul);
  return true;
}

int main(void) {
  csr_write(STIMECMP, -1ul);
  csr_write(mcounteren, 0);
  csr_write(MENVCFG, 0);
  show_trap("S, no STCE, no TM", run(MODE_S, read_stimecmp, 0), read_stimecmp);
  csr_write(mcounteren, TM);
  show_trap("S, no STCE, TM", run(MODE_S, read_stimecmp, 0), read_stimecmp);
  csr_write(mcounteren, 0);
  csr_write(MENVCFG, STCE);
  show_trap("S, STCE, no TM", run(MODE_S, read_stimecmp, 0), read_stimecmp);
  csr_write(mcounteren, TM);
  show_trap("S, STCE, TM", run(MODE_S, read_stimecmp, 0), read_stimecmp);
  show_trap("U, STCE, TM", run(MODE_U, read_stimecmp, 0), read_stimecmp);
  show_trap("S reads time", run(MODE_S, read_time, 0), read_time);

  line("STIP", csr_read(mip) >> STI & 1);
  csr_write(STIMECMP, 0);
  line("deadline passed: STIP", csr_read(mip) >> STI & 1);
  csr_write(STIMECMP, -1ul);
  line("deadline far away: STIP", csr_read(mip) >> STI & 1);

  on_trap = handler;
  csr_write(mie, BIT(STI));
  for (int i = 1; i <= 3; i++) {
    uint64_t deadline = csr_read(time) + 1000;
    csr_write(STIMECMP, deadline);
    csr_set(mstatus, MSTATUS_MIE);
    while (taken < (uint64_t)i) {}
    csr_clear(mstatus, MSTATUS_MIE);
    check(csr_read(time) >= deadline, "not before the deadline");
    line("interrupt", cause_taken & 63);
  }
  return 0;
}
