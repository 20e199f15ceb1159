import { writeU32 } from '@reprise/bits';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import type { StateOf } from '@reprise/vmstate';
import { virtioBus } from './virtio-bus.ts';
import { VirtioDevice, virtioProperties } from './virtio-device.ts';
import { virtioSerialBus } from './virtio-serial-bus.ts';
import { virtioState } from './virtio-state.ts';
import { Virtqueue } from './virtqueue.ts';

/**
 * Console device, Virtio 1.2 §5.3: the controller of one port, without SIZE and MULTIPORT; EMERG_WRITE is there. Sending takes
 * no time. What comes in waits in the back end until the driver has made room.
 */
const F_EMERG_WRITE = 1n << 2n;
const [RECEIVE, TRANSMIT] = [0, 1];
const QUEUE_SIZE = 128;
const MAX_NR_PORTS_AT = 4;
const EMERG_WR_AT = 8;
const CONFIG_BYTES = 12;
/** The driver's bytes go to the port in pieces of this; and at most this many come in at once. */
const PIECE = 4096;
/** Of one buffer of the driver's. */
const MAX_BYTES = 1 << 20;

const state = virtioState(2, QUEUE_SIZE);
type Serial = StateOf<typeof state>;
type Context = DeviceContext<typeof virtioProperties>;

function configuration(): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES);
  writeU32(config, MAX_NR_PORTS_AT, 1);
  return config;
}

function transmit(s: Serial, dev: Context): void {
  const queue = new Virtqueue(s, TRANSMIT, dev);
  const port = dev.clients(virtioSerialBus)[0];
  const buffer = new Uint8Array(PIECE);
  for (let chain = queue.pop(); chain; chain = queue.pop()) {
    const { readable } = chain;
    if (readable.length > MAX_BYTES) return queue.fail(`${readable.length} bytes for the console at once`);
    for (let at = 0; at < readable.length; at += PIECE) {
      const piece = buffer.subarray(0, readable.length - at);
      if (readable.read(at, piece)) port?.write(piece);
    }
    queue.push(chain, 0);
  }
  queue.notify();
}

function deliver(s: Serial, bytes: Uint8Array, dev: Context): void {
  const queue = new Virtqueue(s, RECEIVE, dev);
  for (let done = 0; done < bytes.length; ) {
    const chain = queue.pop();
    if (!chain) break;
    const piece = bytes.subarray(done, done + chain.writable.length);
    chain.writable.write(0, piece);
    queue.push(chain, piece.length);
    done += piece.length;
  }
  queue.notify();
}

export const virtioSerial = defineDevice({
  name: 'virtio-serial-device',
  parent: 'virtio-device',
  description: 'virtio console controller, for one virtconsole',
  properties: virtioProperties,
  state,
  bus: {
    type: virtioSerialBus,
    host: (s, dev) => ({
      room: () => new Virtqueue(s, RECEIVE, dev).writableBytes(PIECE),
      send: (bytes) => deliver(s, bytes, dev),
    }),
  },
  plugsInto: {
    type: virtioBus,
    client: (s, dev) => new VirtioDevice(s, dev, {
      deviceId: 3,
      queueMaxSize: QUEUE_SIZE,
      features: F_EMERG_WRITE,
      config: configuration,
      writeConfig: (offset, byte) => {
        if (offset === EMERG_WR_AT) dev.clients(virtioSerialBus)[0]?.write(Uint8Array.of(byte));
      },
      notify: (queue) => {
        if (queue === TRANSMIT) transmit(s, dev);
      },
    }),
  },
});
