/* A page in the middle of others that is made read-only and writable again, as garbage collectors do: the TLB loses it each time. */
#include "guest.h"
#include "linux/system-calls.h"

#define PAGE 4096
#define PAGES 16

int main(void) {
  uint8_t *pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check((long)pages > 0, "mmap");
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(200, 40000); round++) {
    uint8_t *page = pages + round % PAGES * PAGE;
    (*page)++;
    check(mprotect(page, PAGE, PROT_READ) == 0, "mprotect");
    sum += *page;
    check(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0, "mprotect");
  }
  line("sum", sum);
  return 0;
}
