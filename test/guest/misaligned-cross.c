/* Loads and stores across the end of a page, of every size and offset: physical, paged to two places, with one half missing. */
#include "paging.h"

#define AT 0x10000000ul
static uint8_t pages[3][4096] __attribute__((aligned(4096)));

CODE(load_half, "lh a0, 0(a0)");
CODE(load_word, "lw a0, 0(a0)");
CODE(load_double, "ld a0, 0(a0)");
CODE(store_half, "li t0, 0x1234\n sh t0, 0(a0)");
CODE(store_word, "li t0, 0x12345678\n sw t0, 0(a0)");
CODE(store_double, "li t0, 0x123456789abcdef0\n sd t0, 0(a0)");
CODE(float_load, "fld ft0, 0(a0)\n fmv.x.d a0, ft0");

static void fill(void) {
  for (int p = 0; p < 3; p++)
    for (int i = 0; i < 4096; i++) pages[p][i] = (uint8_t)(i + p * 0x40);
}

static void show(const char *name, struct trap trap, uint64_t base) {
  put(name);
  if (trap.cause == NO_TRAP) {
    put(" passes");
  } else {
    put(" cause ");
    put_decimal((int64_t)trap.cause);
    put(" at end ");
    put_decimal((int64_t)(trap.value - base - 4096));
  }
  put_char('\n');
}

static void every_offset(enum mode mode, uint64_t base) {
  uint64_t digest = 0;
  for (int offset = -8; offset <= 0; offset++) {
    uint64_t at = base + 4096 + (uint64_t)(int64_t)offset;
    digest = digest * 31 + run(mode, load_half, at).value;
    digest = digest * 31 + run(mode, load_word, at).value;
    digest = digest * 31 + run(mode, load_double, at).value;
    digest = digest * 31 + run(mode, float_load, at).value;
  }
  line("loads", digest);
  static const void *const stores[] = {store_half, store_word, store_double};
  for (int i = 0; i < 3; i++) {
    fill();
    for (int offset = -8; offset <= 0; offset += 3) run(mode, stores[i], base + 4096 + (uint64_t)(int64_t)offset);
    line("stores", crc32(pages, sizeof pages));
  }
  fill();
}

int main(void) {
  fill();
  put("physical\n");
  every_offset(MODE_M, (uint64_t)pages[0]);

  struct space space = new_space(3);
  map(space, AT, (uint64_t)pages[2], 0, PTE_R | PTE_W | PTE_AD);
  uint64_t *second = map(space, AT + PAGE, (uint64_t)pages[0], 0, PTE_R | PTE_W | PTE_AD);
  activate(space);
  put("paged, not next to each other\n");
  every_offset(MODE_S, AT);

  put("second half not writable\n");
  *second &= ~PTE_W;
  fence_vma();
  show("ld", run(MODE_S, load_double, AT + 4092), AT);
  show("sd", run(MODE_S, store_double, AT + 4092), AT);
  show("sw", run(MODE_S, store_word, AT + 4093), AT);
  line("memory", crc32(pages, sizeof pages));
  put("second half missing\n");
  *second = 0;
  fence_vma();
  show("ld", run(MODE_S, load_double, AT + 4092), AT);
  show("lh", run(MODE_S, load_half, AT + 4095), AT);
  show("fld", run(MODE_S, float_load, AT + 4089), AT);
  show("sd", run(MODE_S, store_double, AT + 4092), AT);
  show("sh", run(MODE_S, store_half, AT + 4095), AT);
  line("memory", crc32(pages, sizeof pages));
  put("first half missing\n");
  *entry(space, AT, 0) = 0;
  map(space, AT + PAGE, (uint64_t)pages[0], 0, PTE_R | PTE_W | PTE_AD);
  fence_vma();
  show("ld", run(MODE_S, load_double, AT + 4092), AT);
  show("sd", run(MODE_S, store_double, AT + 4092), AT);
  line("memory", crc32(pages, sizeof pages));
  return 0;
}
