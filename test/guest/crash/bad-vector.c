/* Has its trap vector where no memory is, and then calls firmware that is not there. */
#include "bug.h"

static __attribute__((noinline)) void call_firmware(uint64_t function) {
  asm volatile("mv a7, %0\n ecall" : : "r"(function) : "a7", "memory");
}

void go_wrong(uint64_t work) {
  csr_write(mtvec, NOTHING);
  call_firmware(work);
  put("called\n");
}
