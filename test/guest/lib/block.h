/* virtio-blk requests (virtio 1.2, 5.2.6), for a disk whose byte i is (7 i + i / 512) mod 256. */
#pragma once
#include "virtio.h"

#define DISK_SECTORS 128
static struct queue queue;
static struct { uint32_t type, reserved; uint64_t sector; } request;
static uint8_t data[1024], status;

static uint32_t transfer(uint64_t base, uint32_t type, uint64_t sector, uint32_t bytes) {
  request.type = type;
  request.sector = sector;
  status = 0xaa;
  queue.descriptors[0] = (struct descriptor){(uint64_t)&request, 16, DESC_NEXT, 1};
  queue.descriptors[1] = (struct descriptor){(uint64_t)data, bytes, DESC_NEXT | (type == 1 ? 0 : DESC_WRITE), 2};
  queue.descriptors[2] = (struct descriptor){(uint64_t)&status, 1, DESC_WRITE, 0};
  if (bytes == 0) queue.descriptors[0].next = 2;
  return submit(base, &queue, 0);
}

static void show(const char *name, uint32_t length, uint32_t bytes) {
  put(name);
  put(": status ");
  put_hex(status);
  put(" used ");
  put_decimal(length);
  line(" crc32", crc32(data, bytes));
}

static void read_and_write(uint64_t base) {
  start_device(base, &queue);
  line("capacity", REG(base, CONFIG) | (uint64_t)REG(base, CONFIG + 4) << 32);
  show("read sector 0", transfer(base, 0, 0, 512), 512);
  line("interrupt status", REG(base, INTERRUPT_STATUS));
  REG(base, INTERRUPT_ACK) = 1;
  line("acknowledged", REG(base, INTERRUPT_STATUS));
  show("read sectors 3 and 4", transfer(base, 0, 3, 1024), 1024);
  check(data[0] == (uint8_t)(7 * 1536 + 3) && data[1023] == (uint8_t)(7 * 2559 + 4), "contents");
  memset(data, 0x5a, 512);
  transfer(base, 1, 5, 512);
  line("write sector 5: status", status);
  memset(data, 0, 1024);
  show("read sectors 4 and 5", transfer(base, 0, 4, 1024), 1024);
  check(data[512] == 0x5a && data[1023] == 0x5a, "what was written");
  show("read the last sector", transfer(base, 0, DISK_SECTORS - 1, 512), 512);
  transfer(base, 0, DISK_SECTORS, 512);
  line("read beyond the end: status", status);
  transfer(base, 1, DISK_SECTORS - 1, 1024);
  line("write across the end: status", status);
  transfer(base, 4, 0, 0);
  line("flush: status", status);
  transfer(base, 99, 0, 512);
  line("unknown request: status", status);
}
