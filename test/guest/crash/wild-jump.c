/* Calls a function through a pointer that was overwritten. */
#include "bug.h"

static struct { char name[8]; void (*handler)(uint64_t); } command = {"print", 0};

static __attribute__((noinline)) void dispatch(uint64_t argument) {
  command.handler(argument);
  put("done\n");
}

void go_wrong(uint64_t work) {
  memset(&command, 0x5a, sizeof command); /* the name is longer than its room */
  dispatch(work);
}
