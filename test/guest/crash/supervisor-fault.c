/* Code in S-mode, with paging, reads where nothing is mapped; machine mode reports it. */
#include "bug.h"
#include "paging.h"

static __attribute__((noinline)) uint64_t read_table(uint64_t *table) {
  return table[3] + 1;
}

static __attribute__((noinline)) uint64_t service(uint64_t request) {
  return read_table((uint64_t *)(request << 32)) * 2;
}

static bool report(struct frame *frame, uint64_t cause) {
  line("the supervisor failed", cause + (frame->x[0] & 1));
  end(17);
}

void go_wrong(uint64_t work) {
  on_trap = report;
  activate(new_space(3));
  run(MODE_S, service, 5 + work);
}
