/* Pages that are mapped, touched one after the other, and given back: a page fault each. */
#include "guest.h"
#include "linux/system-calls.h"

#define PAGE 4096
#define PAGES 256

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(2, 500); round++) {
    uint8_t *pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check((long)pages > 0, "mmap");
    for (int i = 0; i < PAGES; i++) pages[i * PAGE] = (uint8_t)i;
    for (int i = 0; i < PAGES; i++) sum += pages[i * PAGE] + pages[i * PAGE + 1];
    check(munmap(pages, PAGES * PAGE) == 0, "munmap");
  }
  line("sum", sum);
  return 0;
}
