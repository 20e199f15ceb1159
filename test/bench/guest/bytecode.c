/* An interpreter of a stack machine: an indirect jump for each operation. Its program sums the lengths of Collatz sequences. */
#include "guest.h"

enum operation { PUSH, LOAD, STORE, INCREMENT, MULTIPLY, HALVE, IS_ODD, IS_ONE, IS_LESS, JUMP, JUMP_IF, HALT };

/* n = 1; do for (x = n; x != 1; x = x odd ? 3 * x + 1 : x / 2) length++; while (++n < 200); variables: 0 is n, 1 is x, 2 is length */
static const uint8_t program[] = {
  /*  0 */ PUSH, 1, STORE, 0,
  /*  4 */ LOAD, 0, STORE, 1,
  /*  8 */ LOAD, 1, IS_ONE, JUMP_IF, 38,
  /* 13 */ LOAD, 2, INCREMENT, STORE, 2,
  /* 18 */ LOAD, 1, IS_ODD, JUMP_IF, 28,
  /* 23 */ LOAD, 1, HALVE, JUMP, 34,
  /* 28 */ LOAD, 1, PUSH, 3, MULTIPLY, INCREMENT,
  /* 34 */ STORE, 1, JUMP, 8,
  /* 38 */ LOAD, 0, INCREMENT, STORE, 0,
  /* 43 */ LOAD, 0, PUSH, 200, IS_LESS, JUMP_IF, 4,
  /* 50 */ HALT,
};

static uint64_t interpret(const uint8_t *code) {
  uint64_t stack[8], *top = stack, variables[3] = {0};
  for (size_t pc = 0;;) {
    switch ((enum operation)code[pc++]) {
      case PUSH: *++top = code[pc++]; break;
      case LOAD: *++top = variables[code[pc++]]; break;
      case STORE: variables[code[pc++]] = *top--; break;
      case INCREMENT: ++*top; break;
      case MULTIPLY: top--; *top *= top[1]; break;
      case HALVE: *top >>= 1; break;
      case IS_ODD: *top &= 1; break;
      case IS_ONE: *top = *top == 1; break;
      case IS_LESS: top--; *top = *top < top[1]; break;
      case JUMP: pc = code[pc]; break;
      case JUMP_IF: pc = *top-- ? code[pc] : pc + 1; break;
      case HALT: return variables[2];
    }
  }
}

int main(void) {
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS(1, 1000); round++) sum += interpret(program);
  line("length", sum);
  return 0;
}
