/* Page faults 12, 13, 15 in Sv39 and what each permission bit stops; mtval is the virtual address. */
#include "paging.h"

#define AT 0x10000000ul
static uint32_t page[1024] __attribute__((aligned(4096)));

CODE(lr_there, "lr.d a0, (a0)");

static void attempt(const char *name, enum mode mode, uint64_t address) {
  static const struct { const char *name; const void *code; } accesses[] = {
    {" load", load_there}, {" store", store_there}, {" fetch", fetch_there}, {" lr", lr_there},
  };
  put(name);
  for (int i = 0; i < 4; i++) {
    page[0] = page[1] = RETURN_INSTRUCTION;
    asm volatile("fence.i");
    struct trap trap = run(mode, mode == MODE_U ? USER(accesses[i].code) : accesses[i].code, address);
    put(accesses[i].name);
    put_char(' ');
    if (trap.cause == NO_TRAP) {
      put("passes");
    } else {
      put_decimal((int64_t)trap.cause);
      check(trap.value == address, "mtval is the address");
    }
  }
  put_char('\n');
}

int main(void) {
  struct space space = new_space(3);
  activate(space);
  attempt("S, not mapped:", MODE_S, AT);
  attempt("U, not mapped:", MODE_U, AT);

  static const struct { const char *name; uint64_t flags; } cases[] = {
    {"rwx", PTE_RWX}, {"rw-", PTE_R | PTE_W}, {"r-x", PTE_R | PTE_X}, {"r--", PTE_R}, {"--x", PTE_X},
    {"-w-, reserved", PTE_W}, {"-wx, reserved", PTE_W | PTE_X},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t *pte = map(space, AT, (uint64_t)page, 0, cases[i].flags | PTE_AD);
    fence_vma();
    put(cases[i].name);
    put_char('\n');
    attempt("  S, page of S:", MODE_S, AT);
    attempt("  U, page of S:", MODE_U, AT);
    *pte |= PTE_U;
    fence_vma();
    attempt("  S, page of U:", MODE_S, AT);
    attempt("  U, page of U:", MODE_U, AT);
    *pte &= ~PTE_V;
    fence_vma();
    attempt("  U, not valid:", MODE_U, AT);
  }
  attempt("S, not canonical:", MODE_S, AT | 1ul << 39);
  attempt("S, not canonical:", MODE_S, AT | 0xff00000000000000);
  attempt("U, not canonical:", MODE_U, AT | 1ul << 63);
  return 0;
}
