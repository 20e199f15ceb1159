/* Reads through a null pointer, two calls deep. */
#include "bug.h"

struct node { struct node *next; uint64_t value; };

static __attribute__((noinline)) uint64_t last_value(const struct node *node) {
  while (node->next) node = node->next;
  return node->value;
}

static __attribute__((noinline)) uint64_t list_length(struct node *head) {
  uint64_t value = last_value(head);
  put_hex(value);
  return value + 1;
}

void go_wrong(uint64_t work) {
  struct node *list = (struct node *)(work & 1);
  line("length", list_length(list));
}
