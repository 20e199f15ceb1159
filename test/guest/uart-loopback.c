/* The UART in loopback mode: what is sent is received; FIFO, data ready, line and modem registers. */
#include "guest.h"

#define REG(n) REGISTER8(UART + (n))
#define IIR 2
#define FCR 2
#define LCR 3
#define MCR 4
#define LSR 5
#define MSR 6
#define SCR 7

static uint8_t results[32];
static int count;
static void note(uint8_t value) { results[count++] = value; }

int main(void) {
  /* nothing is printed while in loopback */
  REG(SCR) = 0xa5;
  note(REG(SCR));
  REG(LCR) = 0x83; /* DLAB */
  REG(0) = 0x34;
  REG(1) = 0x12;
  note(REG(0));
  note(REG(1));
  REG(0) = 1;
  REG(1) = 0;
  REG(LCR) = 0x03;
  note(REG(LCR));

  REG(MCR) = 0x10; /* loopback */
  REG(FCR) = 0x07; /* FIFOs on and cleared */
  note(REG(LSR));
  REG(0) = 'x';
  note(REG(LSR));
  REG(0) = 'y';
  note(REG(0));
  note(REG(LSR));
  note(REG(0));
  note(REG(LSR));
  REG(MCR) = 0x10;
  note(REG(MSR) & 0xf0);
  REG(MCR) = 0x1f;
  note(REG(MSR) & 0xf0);
  REG(MCR) = 0;
  REG(FCR) = 0;
  for (int i = 0; i < count; i++) line("read", results[i]);
  return 0;
}
