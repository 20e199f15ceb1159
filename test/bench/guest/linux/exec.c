/* Processes that become busybox's `true`: a program is loaded and linked, and ends. */
#include "guest.h"
#include "linux/system-calls.h"

int main(void) {
  static const char *const arguments[] = {"/bin/true", NULL}, *const environment[] = {NULL};
  uint64_t ended = 0;
  for (int round = 0; round < ROUNDS(5, 400); round++) {
    int status, child = fork();
    check(child >= 0, "fork");
    if (child == 0) _exit(execve(arguments[0], arguments, environment) == 0 ? 0 : 127);
    check(wait4(child, &status, 0, NULL) == child && status == 0, "wait");
    ended++;
  }
  line("ended", ended);
  return 0;
}
