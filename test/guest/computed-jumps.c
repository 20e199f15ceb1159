/* Jumps and calls to computed addresses: to few places and to many, to places that come late, to code that is changed meanwhile, and to nowhere. */
#include "paging.h"

#define STEPS 60000
static const char *const name_of[] = {"two", "four", "five", "twelve", "twenty"};
static const unsigned places_of[] = {2, 4, 5, 12, 20};

/* one dispatch for all places, the way a switch in a loop has it; the last place comes in the last thousandth only */
static uint64_t dispatch(unsigned places, uint64_t seed) {
#define P(n) &&place_##n
  static const void *const table[] = {P(0), P(1), P(2), P(3), P(4), P(5), P(6), P(7), P(8), P(9), P(10), P(11), P(12), P(13), P(14), P(15), P(16), P(17), P(18), P(19)};
  uint64_t sum = 0;
  uint32_t step = 0;
again:
  if (step++ == STEPS) return sum;
  unsigned last = step > STEPS - STEPS / 1000 ? 0 : 1;
  goto *table[next_random(&seed) % (places - last)];
#define PLACE(n, does) place_##n: does; goto again
  PLACE(0, sum += 1);
  PLACE(1, sum ^= sum << 7);
  PLACE(2, sum += step);
  PLACE(3, sum = (sum >> 3) | (sum << 61));
  PLACE(4, sum *= 3);
  PLACE(5, sum -= 5);
  PLACE(6, sum ^= 6);
  PLACE(7, sum += sum >> 7);
  PLACE(8, sum = ~sum);
  PLACE(9, sum += 0x9999);
  PLACE(10, sum ^= step << 10);
  PLACE(11, sum *= 11);
  PLACE(12, sum += 12);
  PLACE(13, sum -= sum << 13);
  PLACE(14, sum ^= 0x1414);
  PLACE(15, sum += step * 15);
  PLACE(16, sum = (sum << 16) | (sum >> 48));
  PLACE(17, sum *= 17);
  PLACE(18, sum ^= sum >> 18);
  PLACE(19, sum += 19);
}

typedef uint64_t function(uint64_t);
static __attribute__((noinline)) uint64_t add(uint64_t x) { return x + 3; }
static __attribute__((noinline)) uint64_t twice(uint64_t x) { return x * 2; }
static __attribute__((noinline)) uint64_t turn(uint64_t x) { return x << 5 | x >> 59; }
static __attribute__((noinline)) uint64_t late(uint64_t x) { return ~x; }
static function *const functions[] = {add, twice, turn};

static uint64_t calls(void) {
  uint64_t sum = 1, seed = 7;
  for (int i = 0; i < STEPS; i++) {
    sum = functions[next_random(&seed) % 3](sum);
    if (i > STEPS - 50) sum = ((function *volatile[]){late})[0](sum);
  }
  return sum;
}

static uint32_t page[1024] __attribute__((aligned(4096)));
#define ADDI_A0(n) (0x00050513u | (uint32_t)(n) << 20)

static uint64_t calls_of_code_that_changes(void) {
  uint64_t sum = 0;
  function *volatile code = (function *)page;
  for (int i = 0; i < 8; i++) {
    page[0] = ADDI_A0(1 + i);
    page[1] = RETURN_INSTRUCTION;
    asm volatile("fence.i" : : : "memory");
    for (int n = 0; n < STEPS / 8; n++) sum = code(sum);
  }
  return sum;
}

static uint64_t jump_nowhere(uint64_t at) {
  function *volatile code = add;
  uint64_t sum = 0;
  for (int i = 0; i <= STEPS; i++) {
    if (i == STEPS) code = (function *)at;
    sum = code(sum);
  }
  return sum;
}

int main(void) {
  for (unsigned i = 0; i < sizeof places_of / sizeof *places_of; i++) line(name_of[i], dispatch(places_of[i], i + 1));
  line("calls", calls());
  line("calls of code that changes", calls_of_code_that_changes());
  struct trap trap = run(MODE_M, jump_nowhere, NOTHING);
  line("to nowhere, cause", trap.cause);
  line("to nowhere, pc", trap.pc);
  return 0;
}
