/* The PLIC, and the UART's transmitter as an interrupt source. What is noted is printed later: printing would touch the source. */
#pragma once
#include "guest.h"

#define SOURCE 10
#define PRIORITY(source) REGISTER32(PLIC + 4 * (source))
#define PENDING REGISTER32(PLIC + 0x1000)
#define ENABLE(context) REGISTER32(PLIC + 0x2000 + 0x80 * (context))
#define THRESHOLD(context) REGISTER32(PLIC + 0x200000 + 0x1000 * (context))
#define CLAIM(context) REGISTER32(PLIC + 0x200004 + 0x1000 * (context))
#define IER REGISTER8(UART + 1) /* 2: ask while the transmitter is empty, which it is */

static struct { const char *name; uint64_t claim; bool pending, meip, seip; } notes[32];
static int noted;

static inline void note(const char *name, uint64_t claim) {
  bool pending = PENDING >> SOURCE & 1;
  uint64_t mip_now = csr_read(mip);
  notes[noted].name = name;
  notes[noted].claim = claim;
  notes[noted].pending = pending;
  notes[noted].meip = mip_now >> MEI & 1;
  notes[noted].seip = mip_now >> SEI & 1;
  noted++;
}

static inline void print_notes(void) {
  IER = 0;
  for (int i = 0; i < noted; i++) {
    put(notes[i].name);
    put(": claim ");
    put_decimal((int64_t)notes[i].claim);
    put(" pending ");
    put_decimal(notes[i].pending);
    put(" MEIP ");
    put_decimal(notes[i].meip);
    put(" SEIP ");
    put_decimal(notes[i].seip);
    put_char('\n');
  }
}
