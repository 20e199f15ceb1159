#include "guest.h"

void put(const char *text) {
  while (*text) put_char(*text++);
}

void put_hex(uint64_t value) {
  put("0x");
  int shift = 60;
  while (shift > 0 && !(value >> shift)) shift -= 4;
  for (; shift >= 0; shift -= 4) put_char("0123456789abcdef"[(value >> shift) & 15]);
}

void put_decimal(int64_t value) {
  uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
  char digits[20];
  int n = 0;
  do digits[n++] = (char)('0' + rest % 10); while (rest /= 10);
  if (value < 0) put_char('-');
  while (n > 0) put_char(digits[--n]);
}

void line(const char *name, uint64_t value) {
  put(name);
  put_char(' ');
  put_hex(value);
  put_char('\n');
}

void check(bool ok, const char *what) {
  if (ok) return;
  put("failed: ");
  put(what);
  put_char('\n');
  end(1);
}
