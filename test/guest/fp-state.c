/* fcsr and its two parts, flags that add up, mstatus.FS going dirty, flw and fld boxing. */
#include "guest.h"

static uint64_t cell = 0x40490fdb3f800000;
#define FS (csr_read(mstatus) >> 13 & 3)
#define SET_FS(value) ({ csr_clear(mstatus, MSTATUS_FS); csr_set(mstatus, (value) << 13); })

int main(void) {
  csr_write(fcsr, 0);
  asm volatile("fmv.d.x fa0, %0\n fmv.d.x fa1, zero\n fdiv.d fa2, fa0, fa1" : : "r"(0x3ff0000000000000) : "fa0", "fa1", "fa2");
  line("fflags after 1/0", csr_read(fflags));
  asm volatile("fdiv.d fa2, fa1, fa1" : : : "fa2");
  line("fflags after 0/0 too", csr_read(fflags));
  csr_write(frm, 3);
  line("fcsr", csr_read(fcsr));
  csr_write(fcsr, 0x1ff);
  line("fcsr, all ones", csr_read(fcsr));
  line("frm", csr_read(frm));
  csr_write(fflags, 0x15);
  line("fcsr, fflags written", csr_read(fcsr));
  csr_write(fcsr, 0);

  uint64_t bits;
  asm volatile("flw fa0, 0(%1)\n fmv.x.d %0, fa0" : "=r"(bits) : "r"(&cell) : "fa0");
  line("flw boxes", bits);
  asm volatile("fld fa0, 0(%1)\n fmv.x.w %0, fa0" : "=r"(bits) : "r"(&cell) : "fa0");
  line("fmv.x.w of a double", bits);
  asm volatile("fld fa0, 0(%0)\n fsw fa0, 4(%0)" : : "r"(&cell) : "fa0", "memory");
  line("fsw of a double", cell);
  asm volatile("fmv.d.x fa0, %1\n fsgnj.s fa1, fa0, fa0\n fmv.x.d %0, fa1" : "=r"(bits) : "r"(0x3f800000ul) : "fa0", "fa1");
  line("not boxed: canonical NaN", bits);

  SET_FS(1ul);
  line("FS initial", FS);
  asm volatile("fmv.x.d %0, fa0" : "=r"(bits));
  line("FS after reading a register", FS);
  asm volatile("fmv.d.x fa0, zero" : : : "fa0");
  line("FS after writing a register", FS);
  line("SD", csr_read(mstatus) >> 63);
  SET_FS(2ul);
  line("SD, FS clean", csr_read(mstatus) >> 63);
  csr_write(fflags, 0);
  line("FS after writing fflags", FS);
  SET_FS(2ul);
  asm volatile("flw fa0, 0(%0)" : : "r"(&cell) : "fa0");
  line("FS after flw", FS);
  SET_FS(2ul);
  asm volatile("fsw fa0, 0(%0)" : : "r"(&cell) : "memory");
  line("FS after fsw", FS);
  return 0;
}
