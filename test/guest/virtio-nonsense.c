/* A virtio-blk driver that does everything wrong: rings outside RAM, chains in a circle, absurd lengths. The machine lives on. */
#include "block.h"

static void wait_a_little(void) {
  for (volatile int i = 0; i < 1000; i++) {}
}

static void offer(uint64_t base, uint16_t head) {
  queue.available.ring[queue.available.index % QUEUE_SIZE] = head;
  asm volatile("fence" : : : "memory");
  queue.available.index++;
  REG(base, QUEUE_NOTIFY) = 0;
  wait_a_little();
}

int main(void) {
  uint64_t base = find_device(VIRTIO_ID_BLOCK);
  check(base, "a block device");

  start_device(base, &queue); /* a chain in a circle */
  queue.descriptors[0] = (struct descriptor){(uint64_t)data, 16, DESC_NEXT, 1};
  queue.descriptors[1] = (struct descriptor){(uint64_t)data, 16, DESC_NEXT, 0};
  offer(base, 0);

  start_device(base, &queue); /* a head that is no descriptor */
  offer(base, 0xffff);

  start_device(base, &queue); /* a next that is no descriptor */
  queue.descriptors[0] = (struct descriptor){(uint64_t)data, 16, DESC_NEXT, 0x7fff};
  offer(base, 0);

  start_device(base, &queue); /* available index far ahead */
  queue.available.index = 0x4000;
  asm volatile("fence" : : : "memory");
  REG(base, QUEUE_NOTIFY) = 0;
  wait_a_little();

  start_device(base, &queue); /* nothing writable, too short, zero bytes long */
  queue.descriptors[0] = (struct descriptor){(uint64_t)data, 0, 0, 0};
  offer(base, 0);

  start_device(base, &queue); /* a buffer of 4 GiB */
  queue.descriptors[0] = (struct descriptor){(uint64_t)&request, 16, DESC_NEXT, 1};
  queue.descriptors[1] = (struct descriptor){(uint64_t)data, 0xffffffff, DESC_NEXT | DESC_WRITE, 2};
  queue.descriptors[2] = (struct descriptor){(uint64_t)&status, 1, DESC_WRITE, 0};
  offer(base, 0);

  start_device(base, &queue); /* rings where no memory is */
  REG(base, QUEUE_READY) = 0;
  REG(base, QUEUE_DESC_HIGH) = 0x7fffffff;
  REG(base, QUEUE_DRIVER_HIGH) = 0x7fffffff;
  REG(base, QUEUE_DEVICE_HIGH) = 0x7fffffff;
  REG(base, QUEUE_READY) = 1;
  REG(base, QUEUE_NOTIFY) = 0;
  wait_a_little();

  start_device(base, &queue); /* registers written with nonsense */
  for (unsigned offset = 0; offset < 0x100; offset += 4)
    if (offset != STATUS) *virtio_register(base, offset) = 0xdeadbeef;
  wait_a_little();

  read_and_write(base); /* after a reset it serves */
  return 0;
}
