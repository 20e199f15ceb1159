/* A walk along a list whose nodes lie in random order in 1 MiB: each load needs the one before. */
#include "guest.h"

#define NODES (1 << 14)
struct node { struct node *next; uint64_t value, unused[6]; };
static struct node nodes[NODES];

int main(void) {
  uint64_t seed = 11;
  for (size_t i = 0; i < NODES; i++) nodes[i] = (struct node){.next = &nodes[i], .value = next_random(&seed)};
  for (size_t i = NODES; --i > 0;) { /* Sattolo's shuffle: one cycle through all */
    size_t other = next_random(&seed) % i;
    struct node *next = nodes[i].next;
    nodes[i].next = nodes[other].next;
    nodes[other].next = next;
  }
  uint64_t sum = 0;
  const struct node *node = nodes;
  for (int round = 0; round < ROUNDS(1, 8000); round++)
    for (size_t i = 0; i < NODES; i++, node = node->next) sum = sum * 3 + node->value;
  check(node == nodes, "the cycle is closed");
  line("sum", sum);
  return 0;
}
