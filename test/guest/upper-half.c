/* Address spaces with one upper half, as kernels have them: a change in a table below the roots is one for all, a change in a root is one for itself. */
#include "paging.h"

#define TOP 0xffffffffc0123000ul /* under the last entry of the root, whatever the levels; far from this program by its lower bits */
#define SECOND (TOP + PAGE)
#define THIRD (TOP + 2 * PAGE)
#define LEAF(page, flags) ((uint64_t)(page) >> 12 << 10 | (flags) | PTE_AD | PTE_V)
static uint64_t pages[6][512] __attribute__((aligned(4096)));
static uint64_t table[512] __attribute__((aligned(4096)));

static void show(const char *name, struct space space, uint64_t at) {
  activate(space);
  show_load(name, at);
}

static void both(const char *name, struct space one, struct space other, uint64_t at) {
  put(name);
  show(", one", one, at);
  put(name);
  show(", other", other, at);
}

static void copy_upper_half(struct space to, struct space from) {
  for (int i = 256; i < 512; i++) to.root[i] = from.root[i];
}

static void change(int levels) {
  line("levels", (uint64_t)levels);
  for (int i = 0; i < 6; i++) pages[i][0] = 0x100u + (unsigned)i;
  struct space one = new_space(levels), other = new_space(levels), third = new_space(levels);
  uint64_t *leaf = map(one, TOP, (uint64_t)pages[0], 0, PTE_R | PTE_AD);
  map(one, SECOND, (uint64_t)pages[1], 0, PTE_R | PTE_W | PTE_AD);
  show("before there is another", one, TOP);
  copy_upper_half(other, one);
  both("shared", one, other, TOP);
  map(third, TOP, (uint64_t)pages[5], 0, PTE_R | PTE_AD);
  show("not shared", third, TOP);
  uint64_t kept = other.root[511];
  other.root[511] = third.root[511];
  both("root of the other changed", one, other, TOP);
  other.root[511] = kept;

  *leaf = LEAF(pages[2], PTE_R);
  both("leaf changed", other, one, TOP);
  map(other, THIRD, (uint64_t)pages[3], 0, PTE_R | PTE_AD);
  both("leaf added", other, one, THIRD);
  activate(other);
  line("store", run(MODE_S, store_there, SECOND).cause);
  both("stored", one, other, SECOND);
  *entry(one, SECOND, 0) &= ~PTE_W;
  activate(one);
  line("store, read-only", run(MODE_S, store_there, SECOND).cause);
  activate(other);
  line("store, read-only, other", run(MODE_S, store_there, SECOND).cause);

  uint64_t *middle = entry(other, TOP, 1);
  kept = *middle;
  table[TOP >> 12 & 511] = LEAF(pages[4], PTE_R);
  *middle = (uint64_t)table >> 12 << 10 | PTE_V;
  both("another table", one, other, TOP);
  *middle = kept;
  both("the table before", one, other, TOP);

  kept = other.root[511];
  other.root[511] = third.root[511];
  both("root of the other changed again", one, other, TOP);
  *leaf = LEAF(pages[0], PTE_R);
  both("leaf of one changed", one, other, TOP);
  other.root[511] = kept;
  both("shared again", one, other, TOP);
  one.root[511] = 0;
  both("taken from one", one, other, TOP);
  one.root[511] = kept;
  both("given back", one, other, TOP);

  *entry(one, THIRD, 0) = LEAF(pages[3], PTE_R | PTE_X);
  pages[3][0] = RETURN_INSTRUCTION;
  activate(one);
  line("fetch", run(MODE_S, fetch_there, THIRD).cause);
  activate(other);
  line("fetch, other", run(MODE_S, fetch_there, THIRD).cause);
  *entry(one, THIRD, 0) = LEAF(pages[3], PTE_R);
  line("fetch, not executable", run(MODE_S, fetch_there, THIRD).cause);
  activate(one);
  line("fetch, not executable, one", run(MODE_S, fetch_there, THIRD).cause);
}

/* A root that is a table of both upper halves as well: what it has for its own lower half is then shared. */
static void share_root(void) {
  const unsigned itself = 300, lower = 100;
  const uint64_t image = 0x80000000ul;
  uint64_t at = ~0ul << 38 | (uint64_t)itself << 30 | (uint64_t)lower << 21 | ((uint64_t)pages[0] - image);
  struct space one = new_space(3), other = new_space(3);
  pages[0][0] = 0x100;
  uint64_t *giga = map(one, (uint64_t)lower << 30, image, 2, PTE_R | PTE_AD);
  one.root[itself] = (uint64_t)one.root >> 12 << 10 | PTE_V;
  show("through the root", one, at);
  copy_upper_half(other, one);
  both("through one root", one, other, at);
  *giga = 0;
  both("lower half changed", other, one, at);
  *giga = LEAF(image, PTE_R);
  both("and again", other, one, at);
}

int main(void) {
  for (int levels = 3; levels <= 5; levels += 2) change(levels);
  share_root();
  return 0;
}
