/* virtio-mmio (virtio 1.2, 4.2) as far as the guest programs need it: one queue, polled. */
#pragma once
#include "guest.h"

#define SLOTS 8
#define VIRTIO_ID_NET 1
#define VIRTIO_ID_BLOCK 2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_RNG 4

enum {
  MAGIC = 0x00, VERSION = 0x04, DEVICE_ID = 0x08, VENDOR_ID = 0x0c, DEVICE_FEATURES = 0x10, DEVICE_FEATURES_SEL = 0x14,
  DRIVER_FEATURES = 0x20, DRIVER_FEATURES_SEL = 0x24, GUEST_PAGE_SIZE = 0x28, QUEUE_SEL = 0x30, QUEUE_NUM_MAX = 0x34,
  QUEUE_NUM = 0x38, QUEUE_ALIGN = 0x3c, QUEUE_PFN = 0x40, QUEUE_READY = 0x44, QUEUE_NOTIFY = 0x50, INTERRUPT_STATUS = 0x60,
  INTERRUPT_ACK = 0x64, STATUS = 0x70, QUEUE_DESC_LOW = 0x80, QUEUE_DESC_HIGH = 0x84, QUEUE_DRIVER_LOW = 0x90,
  QUEUE_DRIVER_HIGH = 0x94, QUEUE_DEVICE_LOW = 0xa0, QUEUE_DEVICE_HIGH = 0xa4, CONFIG = 0x100,
};
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };
enum { DESC_NEXT = 1, DESC_WRITE = 2 };

#define QUEUE_SIZE 8
struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct queue {
  struct descriptor descriptors[QUEUE_SIZE];
  struct { uint16_t flags, index, ring[QUEUE_SIZE], used_event; } available;
  uint8_t gap[4096 - 16 * QUEUE_SIZE - 6 - 2 * QUEUE_SIZE]; /* legacy: the used ring begins at the next page */
  struct { uint16_t flags, index; struct { uint32_t id, length; } ring[QUEUE_SIZE]; uint16_t available_event; } used;
} __attribute__((aligned(4096)));

static inline volatile uint32_t *virtio_register(uint64_t base, unsigned offset) { return (volatile uint32_t *)(base + offset); }
#define REG(base, name) (*virtio_register(base, name))

/* Address of the first device with this ID; 0 when there is none. */
static inline uint64_t find_device(uint32_t id) {
  for (uint64_t base = VIRTIO; base < VIRTIO + SLOTS * 0x1000; base += 0x1000)
    if (REG(base, MAGIC) == 0x74726976 && REG(base, DEVICE_ID) == id) return base;
  return 0;
}

/* Up to DRIVER_OK with queue 0 and no features but VERSION_1 (for a legacy device: none). */
static inline void start_device(uint64_t base, struct queue *queue) {
  bool legacy = REG(base, VERSION) == 1;
  memset(queue, 0, sizeof *queue);
  REG(base, STATUS) = 0;
  REG(base, STATUS) = ACKNOWLEDGE;
  REG(base, STATUS) = ACKNOWLEDGE | DRIVER;
  REG(base, DRIVER_FEATURES_SEL) = 0;
  REG(base, DRIVER_FEATURES) = 0;
  if (legacy) {
    REG(base, GUEST_PAGE_SIZE) = 4096;
    REG(base, QUEUE_SEL) = 0;
    REG(base, QUEUE_NUM) = QUEUE_SIZE;
    REG(base, QUEUE_ALIGN) = 4096;
    REG(base, QUEUE_PFN) = (uint32_t)((uint64_t)queue >> 12);
    REG(base, STATUS) = ACKNOWLEDGE | DRIVER | DRIVER_OK;
    return;
  }
  REG(base, DRIVER_FEATURES_SEL) = 1;
  REG(base, DRIVER_FEATURES) = 1; /* VIRTIO_F_VERSION_1 */
  REG(base, STATUS) = ACKNOWLEDGE | DRIVER | FEATURES_OK;
  check(REG(base, STATUS) & FEATURES_OK, "FEATURES_OK");
  REG(base, QUEUE_SEL) = 0;
  REG(base, QUEUE_NUM) = QUEUE_SIZE;
  REG(base, QUEUE_DESC_LOW) = (uint32_t)(uint64_t)queue->descriptors;
  REG(base, QUEUE_DESC_HIGH) = 0;
  REG(base, QUEUE_DRIVER_LOW) = (uint32_t)(uint64_t)&queue->available;
  REG(base, QUEUE_DRIVER_HIGH) = 0;
  REG(base, QUEUE_DEVICE_LOW) = (uint32_t)(uint64_t)&queue->used;
  REG(base, QUEUE_DEVICE_HIGH) = 0;
  REG(base, QUEUE_READY) = 1;
  REG(base, STATUS) = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
}

/* Offers the chain that begins with descriptor `head` and waits for it; returns the length that the device reports. */
static inline uint32_t submit(uint64_t base, struct queue *queue, uint16_t head) {
  uint16_t seen = queue->used.index;
  queue->available.ring[queue->available.index % QUEUE_SIZE] = head;
  asm volatile("fence" : : : "memory");
  queue->available.index++;
  asm volatile("fence" : : : "memory");
  REG(base, QUEUE_NOTIFY) = 0;
  while (*(volatile uint16_t *)&queue->used.index == seen) {}
  asm volatile("fence" : : : "memory");
  check(queue->used.ring[seen % QUEUE_SIZE].id == head, "the used element names the chain");
  return queue->used.ring[seen % QUEUE_SIZE].length;
}
