/* The goldfish RTC: reading the low half latches the high half, time does not run backwards, the alarm's registers. */
#include "guest.h"

static uint64_t now(void) {
  uint32_t low = REGISTER32(RTC);
  return low | (uint64_t)REGISTER32(RTC + 4) << 32;
}

int main(void) {
  uint64_t first = now(), second = now();
  check(second >= first, "time does not run backwards");
  line("alarm", REGISTER32(RTC + 0x18));
  REGISTER32(RTC + 0x0c) = 0x7fffffff;
  REGISTER32(RTC + 0x08) = 0;
  line("alarm set", REGISTER32(RTC + 0x18));
  REGISTER32(RTC + 0x14) = 1;
  line("alarm cleared", REGISTER32(RTC + 0x18));
  REGISTER32(RTC + 0x04) = 0x12345678;
  REGISTER32(RTC + 0x00) = 0;
  uint64_t set = now();
  check(set >= 0x1234567800000000 && set < 0x1234567900000000, "the time that was set");
  return 0;
}
