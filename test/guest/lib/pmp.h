/* Physical memory protection for the guest programs. Entry 0 is opened wide by start.S; these programs use the ones before it,
   so it is moved to the last. */
#pragma once
#include "paging.h"

#define PMP_R 1
#define PMP_W 2
#define PMP_X 4
#define PMP_TOR 0x08
#define PMP_NA4 0x10
#define PMP_NAPOT 0x18
#define PMP_LOCK 0x80

/* entries 0 to 3: configuration bytes and address registers; entry 15 opens everything */
static inline void pmp(uint32_t configuration, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3) {
  csr_write(pmpaddr15, -1ul);
  csr_write(pmpcfg2, 0x1ful << 56);
  csr_write(pmpcfg0, 0);
  csr_write(pmpaddr0, a0);
  csr_write(pmpaddr1, a1);
  csr_write(pmpaddr2, a2);
  csr_write(pmpaddr3, a3);
  csr_write(pmpcfg0, configuration);
  fence_vma();
}

/* address register of a naturally aligned power of two */
#define NAPOT(base, bytes) ((base) >> 2 | ((bytes) / 2 - 1) >> 2)

/* stores a doubleword whose first instruction is a return, for the fetch that follows */
CODE(store_return, "li t0, 0x8067\n sd t0, 0(a0)\n fence.i");

/* `name: load P store P fetch P`, with the cause where it does not pass. Stores put back a return. */
static inline void show_pmp(const char *name, enum mode mode, uint64_t address) {
  static const struct { const char *name; const void *code; } accesses[] = {
    {" load", load_there}, {" store", store_return}, {" fetch", fetch_there},
  };
  put(name);
  for (int i = 0; i < 3; i++) {
    struct trap trap = run(mode, accesses[i].code, address);
    put(accesses[i].name);
    if (trap.cause == NO_TRAP) {
      put(" passes");
    } else {
      put_char(' ');
      put_decimal((int64_t)trap.cause);
      check(trap.value == address, "mtval is the address");
    }
  }
  put_char('\n');
}
