/* Fences, pause and the hint encodings do nothing that a program can see. */
#include "guest.h"

int main(void) {
  uint64_t value = 0x5a;
  asm volatile("fence\n fence.tso\n fence r, w\n fence.i\n .4byte 0x0100000f" : : : "memory"); /* pause */
  asm volatile("addi x0, %0, 1\n lui x0, 5\n slt x0, %0, %0\n .2byte 0x0001\n .2byte 0x0005" : : "r"(value)); /* c.nop, c.nop 1 */
  asm volatile(".2byte 0x4005\n .2byte 0x6005\n .2byte 0x1002" : : "r"(value)); /* c.li x0, c.lui x0, c.slli x0: hints */
  asm volatile(".4byte 0x0ff0000f | 5 << 7\n .4byte 0xf330000f" : : : "memory"); /* fences with reserved fields */
  uint64_t zero;
  asm volatile("mv %0, x0" : "=r"(zero));
  line("x0", zero);
  return 0;
}
