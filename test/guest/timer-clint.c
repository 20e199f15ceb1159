/* The CLINT's timer: mtime counts, mtimecmp raises MTIP at or below mtime, and a later deadline takes it back. */
#include "guest.h"

static volatile uint64_t taken, cause_taken;

static bool handler(struct frame *frame, uint64_t cause) {
  (void)frame;
  taken++;
  cause_taken = cause;
  MTIMECMP(0) = -1ul;
  return true;
}

int main(void) {
  uint64_t before = MTIME;
  while (MTIME == before) {}
  put("mtime counts\n");
  MTIMECMP(0) = 0;
  line("deadline passed: MTIP", csr_read(mip) >> MTI & 1);
  MTIMECMP(0) = -1ul;
  line("deadline far away: MTIP", csr_read(mip) >> MTI & 1);
  csr_write(mip, BIT(MTI));
  line("MTIP is not writable", csr_read(mip) >> MTI & 1);

  on_trap = handler;
  csr_write(mie, BIT(MTI));
  for (int i = 1; i <= 3; i++) {
    uint64_t deadline = MTIME + 1000;
    MTIMECMP(0) = deadline;
    csr_set(mstatus, MSTATUS_MIE);
    while (taken < (uint64_t)i) {}
    csr_clear(mstatus, MSTATUS_MIE);
    check(MTIME >= deadline, "not before the deadline");
    line("interrupt", cause_taken & 63);
  }
  REGISTER32(CLINT + 0x4000) = 0;
  line("low half alone: MTIP", csr_read(mip) >> MTI & 1);
  REGISTER32(CLINT + 0x4004) = 0;
  line("both halves: MTIP", csr_read(mip) >> MTI & 1);
  uint64_t first = MTIME, second = csr_read(time), third = MTIME;
  check(first <= second && second <= third, "the time CSR is mtime");
  return 0;
}
