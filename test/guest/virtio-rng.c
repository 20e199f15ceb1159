/* virtio-rng, polled: the device fills the buffer (with something), and reports how much. */
#include "virtio.h"

static struct queue queue;
static uint8_t data[64];

int main(void) {
  uint64_t base = find_device(VIRTIO_ID_RNG);
  check(base, "an entropy device");
  start_device(base, &queue);
  queue.descriptors[0] = (struct descriptor){(uint64_t)data, sizeof data, DESC_WRITE, 0};
  uint32_t length = submit(base, &queue, 0);
  check(length > 0 && length <= sizeof data, "length");
  int nonzero = 0;
  for (uint32_t i = 0; i < length; i++) nonzero += data[i] != 0;
  check(nonzero > 0, "something random");
  put("passed\n");
  return 0;
}
