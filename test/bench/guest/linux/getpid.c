/* The shortest system call there is: into the kernel and back. */
#include "guest.h"
#include "linux/system-calls.h"

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(1000, 2000000); round++) sum += getpid() > 1;
  line("calls", sum);
  return 0;
}
