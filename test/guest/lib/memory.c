#include "guest.h"

void *memcpy(void *to, const void *from, size_t bytes) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if (!(((uintptr_t)t | (uintptr_t)f) & 7)) {
    for (; bytes >= 8; bytes -= 8, t += 8, f += 8) *(uint64_t *)t = *(const uint64_t *)f;
  }
  while (bytes--) *t++ = *f++;
  return to;
}

void *memset(void *to, int byte, size_t bytes) {
  uint8_t *t = to;
  while (bytes--) *t++ = (uint8_t)byte;
  return to;
}

int memcmp(const void *a, const void *b, size_t bytes) {
  const uint8_t *p = a, *q = b;
  for (; bytes--; p++, q++) if (*p != *q) return *p - *q;
  return 0;
}

uint64_t next_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  *state = x;
  return x * 0x2545f4914f6cdd1dul;
}

uint32_t crc32(const void *data, size_t bytes) {
  const uint8_t *p = data;
  uint32_t crc = ~0u;
  while (bytes--) {
    crc ^= *p++;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}
