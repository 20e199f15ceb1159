/* fw_cfg: signature and features through the data register, the file directory's shape, a read by DMA. */
#include "guest.h"

#define DATA (FW_CFG + 0)
#define SELECTOR (FW_CFG + 8)
#define DMA (FW_CFG + 16)

static uint32_t swap32(uint32_t x) { return __builtin_bswap32(x); }
static void select(uint16_t key) { REGISTER16(SELECTOR) = (uint16_t)(key << 8 | key >> 8); }

static struct { uint32_t control, length; uint64_t address; } request __attribute__((aligned(16)));
static uint8_t data[8];

int main(void) {
  select(0);
  for (int i = 0; i < 4; i++) put_char((char)REGISTER8(DATA));
  put_char('\n');
  select(0);
  line("as 64 bits", REGISTER64(DATA));
  select(1);
  line("features", REGISTER32(DATA));
  select(0x19);
  uint32_t files = swap32(REGISTER32(DATA));
  check(files < 100, "number of files");
  select(0x7777);
  line("unknown item", REGISTER32(DATA));

  line("DMA signature, high", swap32(REGISTER32(DMA)));
  line("DMA signature, low", swap32(REGISTER32(DMA + 4)));
  request.control = swap32(0 << 16 | 8 | 2); /* select item 0, read */
  request.length = swap32(4);
  request.address = __builtin_bswap64((uint64_t)data);
  REGISTER32(DMA) = swap32((uint32_t)((uint64_t)&request >> 32));
  REGISTER32(DMA + 4) = swap32((uint32_t)(uint64_t)&request);
  while (*(volatile uint32_t *)&request.control & ~swap32(1)) {}
  line("DMA status", swap32(request.control));
  for (int i = 0; i < 4; i++) put_char((char)data[i]);
  put_char('\n');
  return 0;
}
