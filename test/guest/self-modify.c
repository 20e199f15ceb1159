/* Code that is written, run, changed and run again, with fence.i between: in a page of its own, in the page that runs, and by
   its own store. */
#include "paging.h"

static uint32_t page[1024] __attribute__((aligned(4096)));
typedef uint64_t function(uint64_t);

#define ADDI_A0(n) (0x00050513u | (uint32_t)(n) << 20)
static void fence_i(void) { asm volatile("fence.i" : : : "memory"); }

/* the second addi is patched by the code itself, to the word in a1 */
extern uint64_t patch_self(uint64_t value, uint64_t word);
extern uint32_t patch_place;
asm(".pushsection .data\n.option push\n.option norvc\n.balign 4\n"
    "patch_self:\n"
    " la t0, patch_place\n"
    " sw a1, 0(t0)\n"
    " fence.i\n"
    "patch_place: addi a0, a0, 1\n"
    " ret\n"
    ".option pop\n.popsection");

int main(void) {
  function *code = (function *)page;
  uint64_t sum = 0;
  for (int i = 0; i < 100; i++) {
    page[0] = ADDI_A0(i);
    page[1] = RETURN_INSTRUCTION;
    fence_i();
    sum = code(sum);
  }
  line("one place, 100 versions", sum);

  sum = 0;
  for (int i = 0; i < 64; i++) sum = patch_self(sum, ADDI_A0(i));
  line("patched by itself", sum);

  /* a loop body that grows: each round appends an instruction before the return */
  sum = 0;
  for (int i = 0; i < 50; i++) {
    page[i] = ADDI_A0(1);
    page[i + 1] = RETURN_INSTRUCTION;
    fence_i();
    sum += code(0);
  }
  line("growing", sum);

  /* byte by byte, halves of instructions */
  page[0] = ADDI_A0(1);
  page[1] = RETURN_INSTRUCTION;
  fence_i();
  uint64_t before = code(0);
  ((uint8_t *)page)[3] = 0x7f;
  fence_i();
  line("one byte changed", code(0) - before);
  ((uint16_t *)page)[0] = 0x0505; /* c.addi a0, 1 */
  ((uint16_t *)page)[1] = 0x8082; /* c.jr ra */
  fence_i();
  line("compressed instead", code(7));

  /* the same code through two mappings */
  struct space space = new_space(3);
  map(space, 0x10000000, (uint64_t)page, 0, PTE_RWX | PTE_AD);
  activate(space);
  line("by another name", run(MODE_S, (void *)0x10000000, 1).value);
  page[0] = ADDI_A0(100);
  page[1] = RETURN_INSTRUCTION;
  fence_i();
  line("changed", run(MODE_S, (void *)0x10000000, 1).value);
  return 0;
}
