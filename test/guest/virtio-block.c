/* virtio-blk over virtio-mmio version 2, polled: read, write, flush, errors. */
#include "block.h"

int main(void) {
  uint64_t base = find_device(VIRTIO_ID_BLOCK);
  check(base, "a block device");
  line("version", REG(base, VERSION));
  read_and_write(base);
  return 0;
}
