/* Fibonacci by double recursion: calls, returns, stack. */
#include "guest.h"

__attribute__((noinline, optimize("no-optimize-sibling-calls"))) static uint64_t fib(uint64_t n) {
  asm volatile("" : "+r"(n)); /* as written: no unrolled recursion */
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void) {
  line("fib", fib(ROUNDS(18, 37)));
  return 0;
}
