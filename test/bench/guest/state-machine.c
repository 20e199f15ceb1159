/* A scanner of random text for words, numbers and strings: a switch over the state, a branch for each character that nobody can foresee. */
#include "guest.h"

#define BYTES 4096
static char text[BYTES];

enum state { BLANK, WORD, NUMBER, FRACTION, STRING, ESCAPE, STATES };

static enum state next(enum state state, char c) {
  bool letter = (c >= 'a' && c <= 'z') || c == '_', digit = c >= '0' && c <= '9';
  switch (state) {
    case STRING: return c == '"' ? BLANK : c == '\\' ? ESCAPE : STRING;
    case ESCAPE: return STRING;
    case WORD:
      if (letter || digit) return WORD;
      break;
    case NUMBER:
      if (digit) return NUMBER;
      if (c == '.') return FRACTION;
      break;
    case FRACTION:
      if (digit) return FRACTION;
      break;
    default: break;
  }
  return c == '"' ? STRING : letter ? WORD : digit ? NUMBER : BLANK;
}

int main(void) {
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz_0123456789.... \"\\  \n";
  uint64_t seed = 5, tokens[STATES] = {0};
  for (int i = 0; i < BYTES; i++) text[i] = alphabet[next_random(&seed) % (sizeof alphabet - 1)];
  enum state state = BLANK;
  for (int round = 0; round < ROUNDS(1, 96000); round++)
    for (int i = 0; i < BYTES; i++) {
      enum state then = next(state, text[i]);
      if (then != state) tokens[then]++;
      state = then;
    }
  for (int i = 0; i < STATES; i++) line("tokens", tokens[i]);
  return 0;
}
