/* A source that still asks when its interrupt is completed is pending again at once, and enabling it shows at once (PLIC
   specification 1.0, interrupt gateways). */
#include "plic.h"

int main(void) {
  PRIORITY(SOURCE) = 1;
  IER = 2;
  note("UART asks, not enabled", 0);
  ENABLE(0) = 1 << SOURCE;
  note("enabled", 0);
  note("claim", CLAIM(0));
  CLAIM(0) = SOURCE;
  note("completed, UART still asks", 0);
  note("claim", CLAIM(0));
  IER = 0;
  CLAIM(0) = SOURCE;
  note("completed, UART quiet", 0);
  print_notes();
  return 0;
}
