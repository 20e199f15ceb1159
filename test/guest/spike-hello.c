/* For the `spike` board: prints and ends through HTIF, the only device there beside the CLINT. */
#include "guest.h"

__attribute__((section(".htif"))) volatile uint64_t tohost, fromhost;

int main(void) {
  for (const char *text = "hello by HTIF\n"; *text; text++) {
    tohost = 1ul << 56 | 1ul << 48 | (uint8_t)*text; /* device 1, command 1: write a character */
    while (tohost) {}
    fromhost = 0;
  }
  tohost = 7 << 1 | 1; /* device 0: ends with code 7 */
  for (;;) {}
}
