/* Processes that end at once: address spaces copied and dropped, pages copied when they are written to. */
#include "guest.h"
#include "linux/system-calls.h"

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(10, 3000); round++) {
    int status, child = fork();
    check(child >= 0, "fork");
    if (child == 0) return round & 63;
    check(wait4(child, &status, 0, NULL) == child, "wait");
    sum = sum * 3 + (uint64_t)status;
  }
  line("sum", sum);
  return 0;
}
