/* Reads and writes all over the devices, of every size, aligned or not, with a fixed sequence of random values. What the devices
   make of it is theirs; the machine lives on, and the registers that matter can be set right again. */
#include "guest.h"

/* not: the test device (ends the run), the UART (prints) */
static const struct { uint64_t base, bytes; } areas[] = {
  {CLINT, 0x10000}, {PLIC, 0x600000}, {RTC, 0x1000}, {VIRTIO, 0x8000}, {FW_CFG, 0x18}, {0x20000000, 0x1000}, {NOTHING, 0x1000},
  {0x30000000, 0x1000}, {0x1000, 0xf000}, {0x0, 0x1000},
};

CODE(read_1, "lbu a0, 0(a0)");
CODE(read_2, "lhu a0, 0(a0)");
CODE(read_4, "lwu a0, 0(a0)");
CODE(read_8, "ld a0, 0(a0)");
CODE(write_1, "la t0, value\n ld t0, 0(t0)\n sb t0, 0(a0)");
CODE(write_2, "la t0, value\n ld t0, 0(t0)\n sh t0, 0(a0)");
CODE(write_4, "la t0, value\n ld t0, 0(t0)\n sw t0, 0(a0)");
CODE(write_8, "la t0, value\n ld t0, 0(t0)\n sd t0, 0(a0)");
uint64_t value;

int main(void) {
  static const void *const accesses[] = {read_1, read_2, read_4, read_8, write_1, write_2, write_4, write_8};
  uint64_t seed = 12345;
  csr_write(mie, 0);
  for (int i = 0; i < ROUNDS(2000, 100000); i++) {
    uint64_t random = next_random(&seed);
    uint64_t area = random % (sizeof areas / sizeof *areas);
    uint64_t offset = (random >> 8) % areas[area].bytes;
    if (random >> 60 < 12) offset &= ~7ul;
    value = next_random(&seed);
    run(MODE_M, accesses[random >> 40 & 7], areas[area].base + offset);
  }
  MTIMECMP(0) = -1ul;
  MSIP(0) = 0;
  line("MTIP", csr_read(mip) >> MTI & 1);
  line("MSIP", csr_read(mip) >> MSI & 1);
  put("alive\n");
  return 0;
}
