/* Who may read the counters: mcounteren for S, both mcounteren and scounteren for U. Writes are M's. */
#include "guest.h"

CODE(read_cycle, "csrr a0, cycle\n li a0, 0");
CODE(read_time, "csrr a0, time\n li a0, 0");
CODE(read_instret, "csrr a0, instret\n li a0, 0");
CODE(read_hpm3, "csrr a0, hpmcounter3\n li a0, 0");
CODE(read_hpm31, "csrr a0, hpmcounter31\n li a0, 0");
CODE(write_cycle, "csrw cycle, a0");
CODE(read_mcycle, "csrr a0, mcycle\n li a0, 0");
CODE(write_scounteren, "csrw scounteren, a0");

#define TRY(mode, code) show_trap(#mode " " #code, run(MODE_##mode, code, 0), code)
static void all(void) {
  TRY(S, read_cycle);
  TRY(S, read_time);
  TRY(S, read_instret);
  TRY(U, read_cycle);
  TRY(U, read_time);
  TRY(U, read_instret);
}

int main(void) {
  csr_write(mcounteren, 0);
  csr_write(scounteren, 0);
  put("nothing enabled\n");
  all();
  TRY(M, read_cycle);
  TRY(M, read_time);
  TRY(M, read_hpm3);
  TRY(M, read_mcycle);
  TRY(M, write_cycle);
  TRY(S, read_mcycle);
  TRY(S, read_hpm3);
  csr_write(mcounteren, 7);
  put("enabled for S\n");
  all();
  TRY(S, read_hpm31);
  csr_write(mcounteren, 2);
  csr_write(scounteren, 7);
  put("time enabled for S, all for U\n");
  all();
  csr_write(mcounteren, 7);
  put("all enabled\n");
  all();
  TRY(S, write_scounteren);
  TRY(U, write_scounteren);

  uint64_t a = csr_read(minstret), b = csr_read(minstret);
  line("instret counts on", b > a);
  csr_write(mcycle, 0);
  line("mcycle is writable", csr_read(mcycle) < 1000000000);
  return 0;
}
