/* What CSRs hold after all ones and all zeros are written, as far as the specification fixes it for this CPU. */
#include "guest.h"

#define FIELDS(csr, mask)                        \
  do {                                           \
    uint64_t kept_ = csr_read(csr);              \
    csr_write(csr, -1ul);                        \
    uint64_t ones_ = csr_read(csr) & (mask);     \
    csr_write(csr, 0);                           \
    uint64_t zeros_ = csr_read(csr) & (mask);    \
    csr_write(csr, kept_);                       \
    put(#csr " ");                               \
    put_hex(ones_);                              \
    put(" ");                                    \
    put_hex(zeros_);                             \
    put_char('\n');                              \
  } while (0)

int main(void) {
  FIELDS(mscratch, -1ul);
  FIELDS(sscratch, -1ul);
  FIELDS(mepc, ~3ul);
  FIELDS(sepc, ~3ul);
  FIELDS(mtval, -1ul);
  FIELDS(stval, -1ul);
  FIELDS(mideleg, 0xfff & ~0x444);
  FIELDS(medeleg, 0xb3ff & ~BIT(11) & ~BIT(10));
  FIELDS(mie, 0xaaa);
  FIELDS(sie, 0xaaa);
  FIELDS(mcounteren, 7);
  FIELDS(scounteren, 7);
  FIELDS(fcsr, -1ul);
  FIELDS(frm, -1ul);
  FIELDS(fflags, -1ul);
  FIELDS(mstatus, MSTATUS_SIE | MSTATUS_MIE | MSTATUS_SPIE | MSTATUS_MPIE | MSTATUS_SPP | MSTATUS_SUM | MSTATUS_MXR | MSTATUS_TVM |
                    MSTATUS_TW | MSTATUS_TSR | MSTATUS_FS | BIT(63));
  csr_set(mstatus, MSTATUS_FS);
  FIELDS(sstatus, ~(3ul << 32 | 3ul << 9 | 1ul << 24));
  csr_set(mstatus, MSTATUS_FS);
  csr_write(satp, 0);
  csr_write(satp, 1ul << 60);
  line("satp with an unknown mode", csr_read(satp));
  return 0;
}
