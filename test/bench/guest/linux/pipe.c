/* A number that two processes send each other through pipes: a switch of processes and of address spaces each time. */
#include "guest.h"
#include "linux/system-calls.h"

int main(void) {
  int there[2], back[2];
  check(pipe2(there, 0) == 0 && pipe2(back, 0) == 0, "pipe");
  uint64_t number = 1;
  int child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    close(there[1]);
    while (read(there[0], &number, sizeof number) == sizeof number) {
      number = number * 3 + 1;
      check(write(back[1], &number, sizeof number) == sizeof number, "write");
    }
    return 0;
  }
  for (int round = 0; round < ROUNDS(100, 20000); round++) {
    check(write(there[1], &number, sizeof number) == sizeof number, "write");
    check(read(back[0], &number, sizeof number) == sizeof number, "read");
  }
  close(there[1]);
  int status;
  check(wait4(child, &status, 0, NULL) == child && status == 0, "wait");
  line("number", number);
  return 0;
}
