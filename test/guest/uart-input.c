/* Echoes its console input, by polling, up to a newline. */
#include "guest.h"

int main(void) {
  char c;
  put("> ");
  do {
    while (!(REGISTER8(UART + 5) & 1)) {} /* LSR.DR */
    c = (char)REGISTER8(UART);
    put_char(c);
  } while (c != '\n' && c != '\r');
  return 0;
}
