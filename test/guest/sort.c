/* Heap sort of random numbers: data-dependent branches, index arithmetic, signed and unsigned comparisons. */
#include "guest.h"

#define COUNT 512
static int64_t numbers[COUNT];

static void sift(size_t root, size_t count) {
  for (size_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && numbers[child] < numbers[child + 1]) child++;
    if (numbers[root] >= numbers[child]) return;
    int64_t swapped = numbers[root];
    numbers[root] = numbers[child];
    numbers[child] = swapped;
  }
}

int main(void) {
  uint64_t seed = 42, sum = 0;
  for (int round = 0; round < ROUNDS(1, 20000); round++) {
    for (size_t i = 0; i < COUNT; i++) numbers[i] = (int64_t)next_random(&seed);
    for (size_t i = COUNT / 2; i-- > 0;) sift(i, COUNT);
    for (size_t n = COUNT; n-- > 1;) {
      int64_t largest = numbers[0];
      numbers[0] = numbers[n];
      numbers[n] = largest;
      sift(0, n);
    }
    for (size_t i = 1; i < COUNT; i++) check(numbers[i - 1] <= numbers[i], "order");
    sum = sum * 31 + (uint64_t)numbers[COUNT / 2];
  }
  line("median", sum);
  return 0;
}
