import { defineDevice } from '@reprise/qdev';
import { virtioSerialBus } from './virtio-serial-bus.ts';

/** A port of a virtio console that is a terminal of the guest (Linux: hvc0): a chardev at the controller's other side. */
export const virtconsole = defineDevice({
  name: 'virtconsole',
  parent: 'virtio-serial-port',
  description: 'virtio console, for a virtio-serial-device',
  backends: ['chardev'],
  plugsInto: {
    type: virtioSerialBus,
    client: (_s, dev) => ({
      write: (bytes) => {
        for (const byte of bytes) dev.chardev.write(byte);
      },
    }),
  },
  canReceive: (_s, dev) => dev.host(virtioSerialBus)?.room() ?? 0,
  receive: (_s, bytes, dev) => dev.host(virtioSerialBus)?.send(bytes),
});
