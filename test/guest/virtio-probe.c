/* The virtio-mmio slots: magic, version 2, an ID where a device is and 0 where none is; the registers of a block device. */
#include "virtio.h"

int main(void) {
  int devices = 0;
  for (uint64_t base = VIRTIO; base < VIRTIO + SLOTS * 0x1000; base += 0x1000) {
    check(REG(base, MAGIC) == 0x74726976, "magic");
    check(REG(base, VERSION) == 2, "version");
    devices += REG(base, DEVICE_ID) != 0;
  }
  line("devices", (uint64_t)devices);
  uint64_t base = find_device(VIRTIO_ID_BLOCK);
  line("slot of the block device", (base - VIRTIO) >> 12);
  REG(base, STATUS) = 0;
  REG(base, DEVICE_FEATURES_SEL) = 1;
  line("VERSION_1 offered", REG(base, DEVICE_FEATURES) & 1);
  REG(base, QUEUE_SEL) = 0;
  check(REG(base, QUEUE_NUM_MAX) >= QUEUE_SIZE, "a queue is there");
  REG(base, QUEUE_SEL) = 17;
  line("queue 17, maximum", REG(base, QUEUE_NUM_MAX));
  line("status after reset", REG(base, STATUS));
  REG(base, STATUS) = ACKNOWLEDGE | DRIVER;
  line("status", REG(base, STATUS));
  REG(base, STATUS) = 0;
  line("status", REG(base, STATUS));
  line("interrupt status", REG(base, INTERRUPT_STATUS));
  return 0;
}
