import { defineDevice } from '@reprise/qdev';
import { virtioBus } from './virtio-bus.ts';
import { VirtioDevice, virtioProperties } from './virtio-device.ts';
import { virtioState } from './virtio-state.ts';
import { Virtqueue } from './virtqueue.ts';

/** Entropy source, Virtio 1.2 §5.4: fills what the driver gives it at once, from a source that is part of the run. */
const QUEUE_SIZE = 8;
/** Of one buffer; a driver that wants more asks again (§5.4.6.2 leaves the amount to the device). */
const MAX_BYTES = 4096;

export const virtioRng = defineDevice({
  name: 'virtio-rng-device',
  parent: 'virtio-device',
  description: 'virtio entropy source',
  properties: virtioProperties,
  state: virtioState(1, QUEUE_SIZE),
  backends: ['rng'],
  plugsInto: {
    type: virtioBus,
    client: (s, dev) => new VirtioDevice(s, dev, {
      deviceId: 4,
      queueMaxSize: QUEUE_SIZE,
      features: 0n,
      config: () => new Uint8Array(0),
      notify: () => {
        const queue = new Virtqueue(s, 0, dev);
        const buffer = new Uint8Array(MAX_BYTES);
        for (let chain = queue.pop(); chain; chain = queue.pop()) {
          const bytes = buffer.subarray(0, chain.writable.length);
          dev.rng.fill(bytes);
          chain.writable.write(0, bytes);
          queue.push(chain, bytes.length);
        }
        queue.notify();
      },
    }),
  },
});
